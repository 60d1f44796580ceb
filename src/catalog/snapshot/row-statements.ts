/** A column as the statements that read rows need it. */
export interface RowColumn {
  /** Quoted where SQL needs it. */
  name: string;
  /** As `format_type` writes it with only pg_catalog to search. */
  type: string;
}

/**
 * A statement that yields a row for each row of the table: its hash, the hash of each column, then the columns of
 * `extremes` themselves.
 *
 * Columns go by the order of their names, so that their place in the table does not matter. A row's hash is taken of the
 * text of its columns' hashes: a sum of those would not notice values that have changed places between rows.
 */
export function rowHashes(table: string, columns: readonly RowColumn[], extremes: readonly string[]): string {
  const hashes = columns.map((_, i) => `h${i}`);
  const values = extremes.map((_, i) => `e${i}`);
  return `SELECT ${[rowHash(hashes), ...hashes, ...values].join(', ')} FROM ${hashed(table, columns, extremes)}`;
}

/** A statement that yields one row: the count, then the sums of the hashes that `rowHashes` yields, then the maxima. */
export function rowSums(table: string, columns: readonly RowColumn[], extremes: readonly string[]): string {
  const hashes = columns.map((_, i) => `h${i}`);
  const sums = [rowHash(hashes), ...hashes].map((hash) => `sum(${hash})`);
  const maxima = extremes.map((_, i) => `max(e${i})`);
  return `SELECT ${['count(*)', ...sums, ...maxima].join(', ')} FROM ${hashed(table, columns, extremes)}`;
}

/** A statement that yields the hash of each row of an extension's table for which the extension's own condition holds. */
export function wholeRowHashes(table: string, condition: string): string {
  return `SELECT hashtextextended(elementaldb_row::text COLLATE "C", 0) FROM ONLY ${table} elementaldb_row ${condition}`;
}

function rowHash(hashes: readonly string[]): string {
  return `hashtextextended(ROW(${hashes.join(', ')})::text COLLATE "C", 0)`;
}

/** OFFSET 0 keeps the planner from merging the subquery with the one around it and hashing each column twice. */
function hashed(table: string, columns: readonly RowColumn[], extremes: readonly string[]): string {
  const items = [
    ...columns.map((column, i) => `hashtextextended(${text(column)} COLLATE "C", 0) AS h${i}`),
    ...extremes.map((column, i) => `${column} AS e${i}`),
  ];
  return `(SELECT ${items.join(', ')} FROM ONLY ${table} OFFSET 0) r`;
}

/**
 * The value as its type's output function writes it. For types of others a cast to text may be something else (citext,
 * CREATE CAST), which a row around the value evades; it costs more, so PostgreSQL's own types go without.
 */
function text({ name, type }: RowColumn): string {
  return type.includes('.') ? `ROW(${name})::text` : `${name}::text`;
}
