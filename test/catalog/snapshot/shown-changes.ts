import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { changesOf, objectOf } from '../changes/all-changes.ts';
import type { Change } from '../changes/change.ts';
import type { Part } from '../../suite-part.ts';
import { outline } from '../outline.ts';
import { majorVersion, scratchRole } from '../scratch.ts';

/** Roles belong to the cluster, and other tests create and drop some at the same time. */
const OPTIONS = { clusterWide: false };

/** One test for each change of the part. */
export function testShownChanges(part: Part): void {
  describe.each(changesOf(part, objectOf))('A snapshot shows %s:', (_, changes) => {
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
}
