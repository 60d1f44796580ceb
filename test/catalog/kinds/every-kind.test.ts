import { expect, it } from 'vitest';

import { OBJECT_KINDS } from '../../../src/catalog/snapshot/catalog-object.ts';
import { accessChanges } from '../changes/access.ts';
import { columnChanges } from '../changes/columns.ts';
import { constraintChanges } from '../changes/constraints.ts';
import { routineChanges } from '../changes/routines.ts';
import { tableChanges } from '../changes/tables.ts';
import { typeChanges } from '../changes/types.ts';

/** Kinds that the whole cluster shares; cluster-wide.pg.test.ts changes those. */
const CLUSTER_WIDE = new Set<string>(['parameter', 'replication origin', 'role', 'role membership', 'tablespace']);

const found = [tableChanges, columnChanges, constraintChanges, routineChanges, typeChanges, accessChanges]
  .flat()
  .flatMap((change) => change.found);

it.each(OBJECT_KINDS.filter((kind) => !CLUSTER_WIDE.has(kind)))('Some test changes a %s', (kind) => {
  expect(found.filter((line) => line.startsWith(`${kind} `, 2))).not.toEqual([]);
});
