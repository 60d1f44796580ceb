import type { Batch } from '../load/batch.ts';
import type { TableShape } from '../schema/table-shape.ts';

/** The column that says when a row's interval begins. */
export type TimeColumn = 'start_ts' | 'timestamp';

/** The column by which a batch's rows are told apart, if they are a series; null for anything else, such as metadata. */
export function timeColumn(table: TableShape, batch: Batch): TimeColumn | null {
  const name = (['start_ts', 'timestamp'] as const).find((each) => batch.columns[each]?.kind === 'instants');
  const toldApartWithout = table.uniques.some(
    ({ columns, expressions, exclusion }) =>
      !exclusion && expressions.length === 0 && columns.every((column) => column in batch.columns && column !== name),
  );
  return name === undefined || toldApartWithout ? null : name;
}
