import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckShape, ForeignKeyShape, TableShape, UniqueShape } from '../schema/table-shape.ts';

/** Rows of a parent that are read: a few are enough, and the table may have millions. */
const PARENT_ROWS = 8;

/** The same if only some of them match rows of other parents. */
const JOINED_ROWS = 40;

/** Combinations of several parents that are read. */
const COMBINATIONS = 200;

/** Foreign keys whose values must be chosen together. */
export interface Cluster {
  keys: readonly ForeignKeyShape[];
  columns: readonly string[];
  /** Sets of columns whose values may be used only once. */
  once: readonly (readonly string[])[];
  /** Conditions on these columns alone. */
  checks: readonly string[];
}

/**
 * Groups the foreign keys that share columns, or that a unique index or a condition ties together.
 *
 * @param hasFewValues whether a column has so few values that a unique index over it and a foreign key is as good as
 *   one over the foreign key alone
 */
export function clusters(
  table: TableShape,
  keys: readonly ForeignKeyShape[],
  hasFewValues: (column: string) => boolean,
): Cluster[] {
  const keyColumns = new Set(keys.flatMap(({ columns }) => columns));
  const once = table.uniques
    .map((unique) => onlyKeys(unique, keyColumns, hasFewValues))
    .filter((set) => set.length > 0);
  const checks = table.checks.filter((check) => decidedByKeys(check, keyColumns));
  const ties = [...once, ...checks.map(({ columns }) => columns)];
  let groups: { keys: ForeignKeyShape[]; columns: Set<string> }[] = [];
  for (const key of keys) {
    const tied = new Set([
      ...key.columns,
      ...ties.filter((tie) => tie.some((name) => key.columns.includes(name))).flat(),
    ]);
    const touching = groups.filter(({ columns }) => [...columns].some((column) => tied.has(column)));
    const merged = { keys: [...touching.flatMap((group) => group.keys), key], columns: tied };
    touching.forEach(({ columns }) => columns.forEach((column) => tied.add(column)));
    groups = [...groups.filter((group) => !touching.includes(group)), merged];
  }
  return groups.map((group) => {
    const columns = [...new Set(group.keys.flatMap((key) => key.columns))];
    const covers = (set: readonly string[]): boolean => set.every((column) => columns.includes(column));
    return {
      keys: group.keys,
      columns,
      once: once.filter(covers),
      checks: checks.filter((check) => covers(check.columns)).map(({ expression }) => expression),
    };
  });
}

/** The foreign keys' columns of a unique index, if no other column of it has many values. */
function onlyKeys(
  unique: UniqueShape,
  keyColumns: ReadonlySet<string>,
  hasFewValues: (column: string) => boolean,
): readonly string[] {
  const others = unique.columns.filter((column) => !keyColumns.has(column));
  return unique.expressions.length === 0 && others.every(hasFewValues)
    ? unique.columns.filter((column) => keyColumns.has(column))
    : [];
}

/** Conditions on which of the keys are NULL are met by choosing NULL, not by choosing parents. */
function decidedByKeys({ columns, expression }: CheckShape, keyColumns: ReadonlySet<string>): boolean {
  return (
    columns.length > 0 &&
    columns.every((column) => keyColumns.has(column)) &&
    !/\bnum_n|\bIS (?:NOT )?NULL/i.test(expression)
  );
}

/** The columns that count the rows of `parentRows`. */
export const NUMBER = 'elementaldb_number';
export const TOTAL = 'elementaldb_total';

/**
 * A common table expression of the combinations that a cluster's columns may have. NUMBER counts them from 0, TOTAL says
 * how many there are. Of several parents the first rows are combined, then the second ones and so on, so that all rows
 * occur early.
 *
 * @param wanted how many combinations to find, if there are as many; a few by default
 */
export function parentRows(alias: string, table: TableShape, cluster: Cluster, wanted?: number): string {
  const source = new Map<string, string>();
  const zipped = wanted !== undefined && canZipParents(cluster);
  const most = zipped ? wanted : rowsOf(cluster, wanted);
  // More than any parent has rows, so that differences of numbers do not overlap when they wrap.
  const wrap = most + 1;
  const keys = zipped
    ? cluster.keys.toSorted((a, b) => Number(isUsedOnce(cluster, b)) - Number(isUsedOnce(cluster, a)))
    : cluster.keys;
  const joins = keys.map((key, i) => {
    const equal: string[] = [];
    key.columns.forEach((column, c) => {
      const value = `p${i}.${quoteIdentifier(key.parentColumns[c] ?? '')}`;
      const before = source.get(column);
      if (before === undefined) {
        source.set(column, value);
      } else {
        equal.push(`${before} = ${value}`);
      }
    });
    const rows = `${parentSelect(key, table, cluster, most)} p${i}`;
    if (i === 0) {
      return rows;
    }
    if (zipped) {
      equal.push(`p${i}.${NUMBER} = p0.${NUMBER}${isUsedOnce(cluster, key) ? '' : ` % p${i}.${TOTAL}`}`);
    }
    return equal.length === 0 ? ` CROSS JOIN ${rows}` : ` JOIN ${rows} ON ${equal.join(' AND ')}`;
  });
  const names = cluster.columns.map(quoteIdentifier);
  const values = cluster.columns.map((column) => `${source.get(column)} AS ${quoteIdentifier(column)}`);
  const turns = keys.map((_, i) => (i === 0 ? `p0.${NUMBER}` : `(p${i}.${NUMBER} - p0.${NUMBER} + ${wrap}) % ${wrap}`));
  const order = [...turns.slice(1), ...turns.slice(0, 1)].map((turn, i) => `${turn} AS elementaldb_turn_${i}`);
  const conditions = [
    ...cluster.once.map((set) => unused(table, set, (column) => `q.${quoteIdentifier(column)}`)),
    ...cluster.checks.map((check) => `(${check}) IS NOT FALSE`),
  ];
  return (
    `${alias} AS MATERIALIZED (SELECT row_number() OVER (ORDER BY ${order.map((_, i) => `elementaldb_turn_${i}`).join(', ')}) - 1 ` +
    `AS ${NUMBER}, count(*) OVER () AS ${TOTAL}, ${names.join(', ')} ` +
    `FROM (SELECT ${[...values, ...order].join(', ')} FROM ${joins.join('')}) q` +
    `${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`})`
  );
}

/**
 * Whether to combine the first rows of all parents, then the second rows, and so on. If each set of columns that may be
 * used only once belongs to one parent, most combinations of all rows with all rows could not be used.
 */
function canZipParents(cluster: Cluster): boolean {
  const { keys, columns, once } = cluster;
  const sharesColumns = keys.flatMap((key) => key.columns).length > columns.length;
  const within = once.every((set) => keys.some((key) => set.every((column) => key.columns.includes(column))));
  return keys.length > 1 && once.length > 0 && within && !sharesColumns;
}

/** Whether each combination of a cluster can be used for one row only. */
export function isExclusive({ once }: Cluster): boolean {
  return once.length > 0;
}

function isUsedOnce({ once }: Cluster, key: ForeignKeyShape): boolean {
  return once.some((set) => set.every((column) => key.columns.includes(column)));
}

/** Rows of each parent that are read. */
function rowsOf({ keys, columns, checks }: Cluster, wanted = 0): number {
  if (keys.length === 1) {
    return Math.max(wanted, checks.length === 0 ? PARENT_ROWS : JOINED_ROWS);
  }
  const sharesColumns = keys.flatMap((key) => key.columns).length > columns.length;
  return sharesColumns ? Math.max(wanted, JOINED_ROWS) : Math.ceil(Math.max(wanted, COMBINATIONS) ** (1 / keys.length));
}

/** The last rows of a parent that are not used yet, without reading all rows of a large parent. */
function parentSelect(key: ForeignKeyShape, table: TableShape, cluster: Cluster, most: number): string {
  const parentOf = (column: string): string => quoteIdentifier(key.parentColumns[key.columns.indexOf(column)] ?? '');
  const columns = key.columns.map(parentOf);
  const own = cluster.once.filter((set) => set.every((column) => key.columns.includes(column)));
  const conditions = [
    ...columns.map((column) => `o.${column} IS NOT NULL`),
    ...own.map((set) => unused(table, set, (column) => `o.${parentOf(column)}`)),
  ];
  // If part of the key may be used only once, rows that differ only in the rest count as one.
  const part = own.find((set) => set.length < key.columns.length)?.map(parentOf) ?? [];
  // The last come first: if keys come from a sequence, no row refers to them yet.
  const order = [...part, ...columns.filter((column) => !part.includes(column))]
    .map((column) => `${column} DESC`)
    .join(', ');
  return (
    `(SELECT *, row_number() OVER (ORDER BY ${order}) - 1 AS ${NUMBER}, count(*) OVER () AS ${TOTAL} FROM (` +
    `SELECT ${part.length === 0 ? '' : `DISTINCT ON (${part.join(', ')}) `}${columns.join(', ')} ` +
    `FROM ${key.parentPartitioned ? '' : 'ONLY '}${key.parent} o ` +
    `WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${most}) o)`
  );
}

function unused(table: TableShape, set: readonly string[], valueOf: (column: string) => string): string {
  const same = set.map((column) => `taken.${quoteIdentifier(column)} = ${valueOf(column)}`);
  return `NOT EXISTS (SELECT FROM ${table.name} taken WHERE ${same.join(' AND ')})`;
}
