import type { IndexElem, IndexStmt, Node } from 'libpg-query';

import { shapeOf } from './expression.ts';

/** A key of an index. ASC, and the place of NULL that belongs to the order, are the same as nothing. */
export function withDefaultOrder(param: Node): unknown {
  return 'IndexElem' in param ? ordered(param.IndexElem) : param;
}

function ordered({ ordering, nulls_ordering: nulls, ...element }: IndexElem): Record<string, unknown> {
  const isDescending = ordering === 'SORTBY_DESC';
  const isUsual = nulls !== (isDescending ? 'SORTBY_NULLS_LAST' : 'SORTBY_NULLS_FIRST');
  return { ...element, isDescending, isUsual };
}

/** What the entries of an index are: method, keys, included columns, condition. It is the same for two indexes on one table of which one is enough. */
export function indexCoverage({
  accessMethod,
  indexParams,
  indexIncludingParams,
  whereClause,
}: IndexStmt): () => string {
  return shapeOf([accessMethod ?? 'btree', indexParams?.map(withDefaultOrder), indexIncludingParams, whereClause]);
}

/** The coverage of the index of a primary key or unique constraint. */
export function keyCoverage(columns: readonly string[]): string {
  const indexParams = columns.map((name) => ({ IndexElem: { name } }));
  return indexCoverage({ indexParams })();
}

/** The column or expression that an index has twice, in whatever order; another operator class or collation makes another key. */
export function repeatedKey({
  indexParams = [],
  indexIncludingParams = [],
  accessMethod,
}: IndexStmt): string | undefined {
  // An index of another method may include its key: it cannot return what a key holds.
  const included = accessMethod === undefined || accessMethod === 'btree' ? indexIncludingParams : [];
  const seen = new Set<string>();
  for (const param of [...indexParams, ...included]) {
    if ('IndexElem' in param) {
      const { name, expr, opclass, opclassopts, collation } = param.IndexElem;
      const key = shapeOf([name, expr, opclass, opclassopts, collation])();
      if (seen.has(key)) {
        return name ?? 'an expression';
      }
      seen.add(key);
    }
  }
  return undefined;
}
