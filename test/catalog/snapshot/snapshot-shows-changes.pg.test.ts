import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { accessChanges } from '../changes/access.ts';
import type { Change } from '../changes/change.ts';
import { columnChanges } from '../changes/columns.ts';
import { constraintChanges } from '../changes/constraints.ts';
import { routineChanges } from '../changes/routines.ts';
import { tableChanges } from '../changes/tables.ts';
import { typeChanges } from '../changes/types.ts';
import { outline } from '../outline.ts';
import { majorVersion, scratchRole } from '../scratch.ts';

/** Roles belong to the cluster, and other tests create and drop some at the same time. */
const OPTIONS = { clusterWide: false };

describe.each([
  ['tables and views', tableChanges],
  ['columns and sequences', columnChanges],
  ['constraints and indexes', constraintChanges],
  ['functions and triggers', routineChanges],
  ['types and operators', typeChanges],
  ['access and replication', accessChanges],
])('A snapshot shows %s:', (_, changes) => {
  it.for(changes)('$title', async ({ given, when, found, since = 0 }: Change, context) => {
    await using database = await scratchDatabase('catalog');
    context.skip((await majorVersion(database.client)) < since, `from PostgreSQL ${since}`);
    await using role = await scratchRole(database.client);
    const named = (text: string): string => text.replaceAll('some_role', role.name);

    await database.client.query(named(given));
    const before = await describeSchema(database.client, OPTIONS);
    await database.client.query(named(when));
    const after = await describeSchema(database.client, OPTIONS);

    const difference = diff(before, after);
    expect(outline(difference)).toEqual(found.map(named));
    expect(difference.grade).not.toBe('equal');
    expect(diff(after, before).grade).toBe(difference.grade);
    expect(difference.uncovered).toEqual([]);
  });
});
