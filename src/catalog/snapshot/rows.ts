import type { Row, StatementResult } from './batch.ts';
import type { Entry } from './entry.ts';
import { rowHashes, rowSums, type RowColumn } from './row-statements.ts';
import type { SnapshotBuilder } from './snapshot-builder.ts';

/** The rows of one table or materialized view, in enough detail to compare two states. */
export interface TableRows {
  table: string;
  count: number;
  /** The sum of a 64-bit hash of each row, so the order of rows does not matter. */
  digest: string;
  /** The same for the values of each column, by the column's name; empty if there are no rows. */
  columns: Readonly<Record<string, string>>;
  /** The sorted hashes of the rows, or null for a large table. */
  hashes: readonly string[] | null;
}

/** The rows of a table up to this size of its main file are hashed one by one, so that a diff can count changed rows. */
const SMALL_BYTES = 256 * 1024;

/**
 * A statement for the size of tables. Size 0 means that the table is empty. This does not hold for other access methods
 * than heap, so their size is NULL (https://www.postgresql.org/docs/current/tableam.html).
 */
export function tableSizes(oids: readonly string[]): string {
  return `SELECT c.oid, CASE WHEN am.amname = 'heap' THEN pg_relation_size(c.oid) END
    FROM pg_class c LEFT JOIN pg_am am ON am.oid = c.relam WHERE c.oid = ANY ('{${oids.join(',')}}')`;
}

/** A statement for what tables take with their large values, in bytes. */
export function bytesOfTables(oids: readonly string[]): string {
  return `SELECT oid, pg_table_size(oid) FROM pg_class WHERE oid = ANY ('{${oids.join(',')}}')`;
}

/** A table whose rows were not read. */
export interface UnreadRows {
  table: string;
  reason: string;
}

/** Whether the rows of a table of this size are hashed one by one; no if the size is unknown. */
export function isSmall(size: number | null): boolean {
  return size !== null && size <= SMALL_BYTES;
}

/** How the rows of one table are read. */
export interface RowRead {
  table: string;
  statement: string;
  columns: readonly string[];
  /** The columns whose greatest values are read. */
  maxColumns: readonly string[];
  summed: boolean;
}

/** The result of reading the rows of a table. */
export interface RowFacts {
  rows: TableRows;
  /** The greatest value of each of `maxColumns`; null without rows. */
  maxima: ReadonlyMap<string, string | null>;
}

/** The description of an empty table. */
export function noRows(table: string): TableRows {
  return { table, count: 0, digest: '0', columns: {}, hashes: [] };
}

/** Whether this is a table or populated materialized view with rows; a partitioned table has none. */
export function holdsRows({ kind, definition }: Entry): boolean {
  return (
    (kind === 'table' && definition['partition key'] === undefined && definition['kind of relation'] === undefined) ||
    (kind === 'materialized view' && definition['populated'] === true)
  );
}

/** The OID of a table or materialized view; undefined for other objects. */
export function oidOf({ kind, key }: Entry): string | undefined {
  return kind === 'table' || kind === 'materialized view' ? key.split('/')[1] : undefined;
}

/** The columns of a relation that are stored; virtual columns are not. */
export function columnsOf(builder: SnapshotBuilder, relation: Entry): RowColumn[] {
  return [...builder.members(relation.unit)]
    .filter(({ kind, definition }) => kind === 'column' && definition['generated'] !== 'virtual')
    .map(({ ownName, definition }) => ({ name: ownName, type: `${definition['type']}` }));
}

/**
 * How to read one table.
 *
 * @param size bytes of the table's main file; null if unknown
 */
export function rowRead(
  table: string,
  columns: readonly RowColumn[],
  size: number | null,
  maxColumns: readonly string[],
): RowRead {
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const summed = !isSmall(size);
  const statement = (summed ? rowSums : rowHashes)(table, sorted, maxColumns);
  return { table, statement, columns: sorted.map(({ name }) => name), maxColumns, summed };
}

export function sameRows(a: TableRows, b: TableRows): boolean {
  return a.count === b.count && a.digest === b.digest && JSON.stringify(a) === JSON.stringify(b);
}

/** Interprets the result of the statement. */
export function readRows(read: RowRead, result: StatementResult): RowFacts {
  return read.summed ? summedRows(read, result.rows[0] ?? []) : hashedRows(read, result.rows);
}

function summedRows({ table, columns, maxColumns }: RowRead, [count, digest, ...rest]: Row): RowFacts {
  const maxima = new Map(maxColumns.map((column, i) => [column, rest[columns.length + i] ?? null]));
  if (count === '0') {
    return { rows: noRows(table), maxima };
  }
  const digests = Object.fromEntries(columns.map((column, i) => [column, rest[i] ?? '0']));
  return { rows: { table, count: Number(count), digest: digest ?? '0', columns: digests, hashes: null }, maxima };
}

function hashedRows({ table, columns, maxColumns }: RowRead, rows: readonly Row[]): RowFacts {
  const maxima = new Map(maxColumns.map((column, i) => [column, greatest(rows, 1 + columns.length + i)]));
  if (rows.length === 0) {
    return { rows: noRows(table), maxima };
  }
  const digests = Object.fromEntries(columns.map((column, i) => [column, total(rows, 1 + i)]));
  const hashes = rows.map(([hash]) => `${hash}`).toSorted();
  return { rows: { table, count: rows.length, digest: total(rows, 0), columns: digests, hashes }, maxima };
}

function total(rows: readonly Row[], index: number): string {
  let sum = 0n;
  for (const row of rows) {
    sum += BigInt(row[index] ?? 0);
  }
  return sum.toString();
}

function greatest(rows: readonly Row[], index: number): string | null {
  let maximum: bigint | null = null;
  for (const row of rows) {
    const cell = row[index] ?? null;
    if (cell !== null && (maximum === null || BigInt(cell) > maximum)) {
      maximum = BigInt(cell);
    }
  }
  return maximum === null ? null : maximum.toString();
}
