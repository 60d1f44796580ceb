import type { Assembly } from './snapshot-builder.ts';
import type { Cell, Yield } from './batch.ts';
import type { Entry } from './entry.ts';
import { rowHashes, rowSums, wholeRowHashes, type RowColumn } from './row-statements.ts';
import type { TableRows } from './table-rows.ts';

/** Up to this size of its main file a table's rows are hashed one by one, so that a diff can tell how many differ. */
const SMALL_BYTES = 256 * 1024;

/**
 * A statement for the size of tables: 0 tells without looking inside that a table is empty. Storage of other access
 * methods need not have that property, so their size is unknown (https://www.postgresql.org/docs/current/tableam.html).
 */
export function tableSizes(oids: readonly string[]): string {
  return `SELECT c.oid, CASE WHEN am.amname = 'heap' THEN pg_relation_size(c.oid) END
    FROM pg_class c LEFT JOIN pg_am am ON am.oid = c.relam WHERE c.oid = ANY ('{${oids.join(',')}}')`;
}

/** Whether a table of this size has its rows told one by one; an unknown size is no small one. */
export function isSmall(size: number | null): boolean {
  return size !== null && size <= SMALL_BYTES;
}

/**
 * A statement for the tables that extensions keep settings of users in, each with the condition that tells those rows
 * (https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-CONFIG-TABLES).
 */
export const EXTENSION_TABLES = `
  SELECT c.oid, c.oid::regclass, entry.condition, pg_relation_size(c.oid) > 0
  FROM pg_extension e, unnest(e.extconfig, e.extcondition) entry (oid, condition) JOIN pg_class c ON c.oid = entry.oid
  WHERE c.relkind = 'r'`;

/** One table whose rows are to be read, and how. */
export interface RowRead {
  table: string;
  statement: string;
  columns: readonly string[];
  /** The columns, by their names within the table, whose greatest values are wanted. */
  extremes: readonly string[];
  summed: boolean;
}

/** What is known of a table's rows after they were read. */
export interface RowFacts {
  rows: TableRows;
  /** The greatest value of each column that was asked for; null without rows. */
  maxima: ReadonlyMap<string, string | null>;
}

/** What a table without rows, or one that nobody had to open, looks like. */
export function noRows(table: string): TableRows {
  return { table, count: 0, digest: '0', columns: {}, hashes: [] };
}

/** Whether this is a table or populated materialized view, which holds rows of its own. */
export function holdsRows({ kind, definition }: Entry): boolean {
  return (
    (kind === 'table' && definition['partition key'] === undefined && definition['kind of relation'] === undefined) ||
    (kind === 'materialized view' && definition['populated'] === true)
  );
}

/** The OID of a table or the like, as text; undefined for all else. */
export function oidOf({ kind, key }: Entry): string | undefined {
  return kind === 'table' || kind === 'materialized view' ? key.split('/')[1] : undefined;
}

/** The columns of a relation that hold data; virtual ones are computed from the others. */
export function columnsOf(assembly: Assembly, relation: Entry): RowColumn[] {
  return [...assembly.members(relation.unit)]
    .filter(({ kind, definition }) => kind === 'column' && definition['generated'] !== 'virtual')
    .map(({ ownName, definition }) => ({ name: ownName, type: `${definition['type']}` }));
}

/**
 * Plans the reading of one table.
 *
 * @param size bytes of the table's main file; null when unknown
 */
export function planRows(
  table: string,
  columns: readonly RowColumn[],
  size: number | null,
  extremes: readonly string[],
): RowRead {
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const summed = !isSmall(size);
  const statement = (summed ? rowSums : rowHashes)(table, sorted, extremes);
  return { table, statement, columns: sorted.map(({ name }) => name), extremes, summed };
}

/** Plans the reading of an extension's table. */
export function planExtensionRows(table: string, condition: string): RowRead {
  return { table, statement: wholeRowHashes(table, condition), columns: [], extremes: [], summed: false };
}

/** Whether both tell the same. */
export function sameRows(a: TableRows, b: TableRows): boolean {
  return a.count === b.count && a.digest === b.digest && JSON.stringify(a) === JSON.stringify(b);
}

/** Makes sense of what the statement of a plan yielded. */
export function readRows(read: RowRead, answer: Yield): RowFacts {
  return read.summed ? summedRows(read, answer.rows[0] ?? []) : hashedRows(read, answer.rows);
}

function summedRows({ table, columns, extremes }: RowRead, [count, digest, ...rest]: readonly Cell[]): RowFacts {
  const maxima = new Map(extremes.map((column, i) => [column, rest[columns.length + i] ?? null]));
  if (count === '0') {
    return { rows: noRows(table), maxima };
  }
  const digests = Object.fromEntries(columns.map((column, i) => [column, rest[i] ?? '0']));
  return { rows: { table, count: Number(count), digest: digest ?? '0', columns: digests, hashes: null }, maxima };
}

function hashedRows({ table, columns, extremes }: RowRead, rows: readonly (readonly Cell[])[]): RowFacts {
  const maxima = new Map(extremes.map((column, i) => [column, greatest(rows, 1 + columns.length + i)]));
  if (rows.length === 0) {
    return { rows: noRows(table), maxima };
  }
  const digests = Object.fromEntries(columns.map((column, i) => [column, total(rows, 1 + i)]));
  const hashes = rows.map(([hash]) => `${hash}`).toSorted();
  return { rows: { table, count: rows.length, digest: total(rows, 0), columns: digests, hashes }, maxima };
}

function total(rows: readonly (readonly Cell[])[], index: number): string {
  let sum = 0n;
  for (const row of rows) {
    sum += BigInt(row[index] ?? 0);
  }
  return sum.toString();
}

function greatest(rows: readonly (readonly Cell[])[], index: number): string | null {
  let maximum: bigint | null = null;
  for (const row of rows) {
    const cell = row[index] ?? null;
    if (cell !== null && (maximum === null || BigInt(cell) > maximum)) {
      maximum = BigInt(cell);
    }
  }
  return maximum === null ? null : maximum.toString();
}
