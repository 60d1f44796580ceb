/** The rows of one table or materialized view, as far as telling two states apart needs them. */
export interface TableRows {
  table: string;
  count: number;
  /** The sum of a 64-bit hash of each row: the same whatever order the rows are in. */
  digest: string;
  /** The same for each column's values alone, by the column's name; empty when there are no rows. */
  columns: Readonly<Record<string, string>>;
  /** The hash of each row, sorted, or null where there are too many to keep. */
  hashes: readonly string[] | null;
}
