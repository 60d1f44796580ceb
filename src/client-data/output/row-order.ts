import { quoteIdentifier } from '../../sql/quote.ts';
import type { DumpColumn, DumpTable } from '../tables/dump-table.ts';

/** Types in whose order equal values have the same text. Floats too, except that 0 equals -0. */
const EXACT = new Set([
  'bigint',
  'boolean',
  'bytea',
  'date',
  'double precision',
  'integer',
  'oid',
  'real',
  'smallint',
  'time without time zone',
  'timestamp with time zone',
  'timestamp without time zone',
  'uuid',
]);

/** Texts are compared by their bytes: a collation may change with the system, and may take different texts for equal. */
const TEXTS = new Set(['character', 'character varying', 'name', 'text']);

/**
 * An order of a table's rows that depends on nothing but the rows: by a unique key without NULL, otherwise by all columns.
 *
 * @param alias the name under which the query reads the table
 */
export function rowOrder(table: DumpTable, alias: string): string {
  const { columns } = table;
  const key = orderKey(table);
  const named = new Map(columns.map((column) => [column.name, column]));
  const sorted = key === undefined ? columns : key.flatMap((name) => named.get(name) ?? []);
  return sorted.flatMap((column) => terms(column, alias, key !== undefined)).join(', ');
}

/** The columns of a unique key without NULL, the primary key first; undefined if there is none. */
export function orderKey({ columns, keys }: DumpTable): readonly string[] | undefined {
  const nullable = new Set(columns.filter((column) => column.nullable).map(({ name }) => name));
  return keys.find((key) => key.columns.every((name) => !nullable.has(name)))?.columns;
}

/** Within a unique key, values that are equal for the server do not occur twice. */
function terms({ name, type, baseType }: DumpColumn, alias: string, unique: boolean): string[] {
  const value = `${alias}.${quoteIdentifier(name)}`;
  if (TEXTS.has(baseType)) {
    return [`${value} COLLATE "C"`];
  }
  if (EXACT.has(baseType)) {
    return [value];
  }
  if (baseType === 'numeric') {
    // With a fixed scale, equal numbers have the same text.
    return unique || /^numeric\(\d+,\d+\)$/.test(type) ? [value] : [value, `scale(${value})`];
  }
  return [`${value}::text COLLATE "C"`];
}
