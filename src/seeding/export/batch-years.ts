import type { Batch, Column } from '../load/batch.ts';

/** The rows of a batch in one calendar year (UTC). */
export interface YearRows {
  readonly year: number;
  readonly rows: Batch;
}

/** The rows of a time series by the year in which their intervals begin, in their order; undefined for anything else. */
export function yearsOf(batch: Batch): YearRows[] | undefined {
  const times = [batch.columns['start_ts'], batch.columns['timestamp']].find((column) => column?.kind === 'instants');
  if (times?.kind !== 'instants') {
    return undefined;
  }
  const parts: YearRows[] = [];
  for (let from = 0; from < batch.rows;) {
    const year = new Date(times.values[from] ?? 0).getUTCFullYear();
    const [begin, end] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
    const length = times.values.subarray(from, batch.rows).findIndex((time) => time < begin || time >= end);
    const to = length === -1 ? batch.rows : from + length;
    parts.push({ year, rows: from === 0 && to === batch.rows ? batch : rowsOf(batch, from, to) });
    from = to;
  }
  return parts;
}

function rowsOf(batch: Batch, from: number, to: number): Batch {
  const columns = Object.entries(batch.columns).map(([name, column]) => [name, part(column, from, to)] as const);
  return { ...batch, rows: to - from, columns: Object.fromEntries(columns) };
}

function part(column: Column, from: number, to: number): Column {
  switch (column.kind) {
    case 'same':
      return column;
    case 'values':
      return { ...column, values: column.values.slice(from, to) };
    case 'instants':
      return { ...column, values: column.values.subarray(from, to) };
    default:
      return { ...column, values: column.values.subarray(from, to), nulls: column.nulls?.subarray(from, to) };
  }
}
