import type { SeedDataset } from '../../seeding/job/dataset.ts';
import type { World } from '../world/world.ts';
import type { Batch, CellValue, Column } from '../../seeding/load/batch.ts';

export type { Span } from '../../seeding/job/dataset.ts';

/** One kind of data of a world, such as the electricity meters of its sites. */
export interface Dataset extends SeedDataset<World> {
  /** What the index of `batches` counts: sites, clients or places; or nothing, then it is 0. */
  readonly per: 'world' | 'place' | 'client' | 'site';
}

/** A batch of one row. @param types SQL types of columns whose values do not show them */
export function rowBatch(
  table: Batch['table'],
  row: Readonly<Record<string, CellValue>>,
  types: Readonly<Record<string, string>> = {},
): Batch {
  const columns = Object.entries(row).map(([name, value]): [string, Column] => [name, { kind: 'same', value }]);
  return { table, rows: 1, columns: Object.fromEntries(columns), types };
}
