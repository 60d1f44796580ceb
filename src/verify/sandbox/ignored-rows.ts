import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { TableRows } from '../../catalog/snapshot/rows.ts';

/**
 * Tables whose rows are not compared, such as an append-only log that triggers write: by `schema.table`, or by the name of
 * the table in any schema; `*` stands for any part of a name.
 */
export interface IgnoredRows {
  has(table: string): boolean;
  /** The snapshot without these rows; rows that are the same array before are the same array afterwards. */
  without(snapshot: CatalogSnapshot): CatalogSnapshot;
}

export function ignoredRows(patterns: readonly string[]): IgnoredRows {
  const expressions = patterns.map(expressionFor);
  const has = (table: string): boolean => {
    const name = table.replaceAll('"', '');
    return expressions.some((each) => each.test(name));
  };
  const known = new WeakMap<readonly TableRows[], TableRows[]>();
  const rowsWithout = (rows: TableRows[]): TableRows[] => {
    const left = known.get(rows) ?? rows.filter(({ table }) => !has(table));
    known.set(rows, left);
    return left;
  };
  return {
    has,
    without: (snapshot) => (expressions.length === 0 ? snapshot : { ...snapshot, rows: rowsWithout(snapshot.rows) }),
  };
}

function expressionFor(pattern: string): RegExp {
  const name = pattern
    .replaceAll('"', '')
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(pattern.includes('.') ? `^${name}$` : `^[^.]*[.]${name}$`);
}
