/** A column whose values are hashed. */
export interface RowColumn {
  /** Quoted where SQL needs it. */
  name: string;
  /** The result of `format_type` with only pg_catalog in the search path. */
  type: string;
}

/**
 * A statement that returns for each row of the table: its hash, the hash of each column, then the `maxColumns`.
 *
 * Columns are sorted by name, so their position in the table does not matter. The hash of a row is computed from the
 * text of its columns' hashes. A sum of these hashes would miss values that were swapped between rows.
 */
export function rowHashes(table: string, columns: readonly RowColumn[], maxColumns: readonly string[]): string {
  const hashes = columns.map((_, i) => `h${i}`);
  const values = maxColumns.map((_, i) => `e${i}`);
  return `SELECT ${[rowHash(hashes), ...hashes, ...values].join(', ')} FROM ${hashed(table, columns, maxColumns)}`;
}

/** A statement that returns one row: the count, the sums of the hashes of `rowHashes`, then the greatest values. */
export function rowSums(table: string, columns: readonly RowColumn[], maxColumns: readonly string[]): string {
  const hashes = columns.map((_, i) => `h${i}`);
  const sums = [rowHash(hashes), ...hashes].map((hash) => `sum(${hash})`);
  const maxima = maxColumns.map((_, i) => `max(e${i})`);
  return `SELECT ${['count(*)', ...sums, ...maxima].join(', ')} FROM ${hashed(table, columns, maxColumns)}`;
}

function rowHash(hashes: readonly string[]): string {
  return `hashtextextended(ROW(${hashes.join(', ')})::text COLLATE "C", 0)`;
}

/** OFFSET 0 stops the planner from flattening the subquery, which would hash each column twice. */
function hashed(table: string, columns: readonly RowColumn[], maxColumns: readonly string[]): string {
  const items = [
    ...columns.map((column, i) => `hashtextextended(${text(column)} COLLATE "C", 0) AS h${i}`),
    ...maxColumns.map((column, i) => `${column} AS e${i}`),
  ];
  return `(SELECT ${items.join(', ')} FROM ONLY ${table} OFFSET 0) r`;
}

/**
 * The value as the output function of its type writes it. For user-defined types a cast to text may return something
 * else (citext, CREATE CAST). ROW() avoids the cast but costs more, so built-in types go without.
 */
function text({ name, type }: RowColumn): string {
  return type.includes('.') ? `ROW(${name})::text` : `${name}::text`;
}
