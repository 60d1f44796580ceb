import type { Schema } from '../../schema/table-shape.ts';
import type { SeedDataset, Span } from '../dataset.ts';

/** Indices whose rows are counted; the others are taken to have as many. */
const COUNTED = 12;

interface Part<C> {
  readonly context: C;
  /** Of the kind of the datasets. */
  readonly indices: readonly number[];
  readonly span: Span;
}

/**
 * About how many rows datasets give to each table, by its name as SQL needs it; infinite where a dataset cannot tell without making
 * them.
 *
 * @param units of each dataset, by its name
 */
export function expectedRows<C>(
  schema: Schema,
  datasets: readonly SeedDataset<C>[],
  units: ReadonlyMap<string, number>,
  { context, indices, span }: Part<C>,
): Map<string, number> {
  const counted = indices.slice(0, COUNTED);
  const rows = new Map<string, number>();
  for (const dataset of datasets) {
    const counts = counted.map((index) => dataset.countRows?.(context, index, span));
    const factor = (units.get(dataset.name) ?? 0) / counted.length;
    for (const path of dataset.tables) {
      const name = schema.find(...path)?.name;
      const sum = counts.reduce(
        (all, count) => all + (count === undefined ? Number.POSITIVE_INFINITY : (count[path.join('.')] ?? 0)),
        0,
      );
      if (name !== undefined) {
        rows.set(name, (rows.get(name) ?? 0) + factor * sum);
      }
    }
  }
  return rows;
}
