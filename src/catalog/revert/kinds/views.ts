import { plainName } from '../../../sql/plain-name.ts';
import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { COMMON, all, commonOfNew, type Derived } from '../owner-and-comment.ts';
import { ownName, text } from '../object-names.ts';
import { storageClause, storageStatements } from '../options.ts';
import { columnExtras } from './columns.ts';
import type { Changed, DiffContext } from '../diff-context.ts';

export function createView(view: CatalogObject, context: DiffContext): Derived {
  const options = storageClause(text(view, 'options'));
  const materialized = view.kind === 'materialized view';
  if (options === undefined) {
    return undefined;
  }
  const method = text(view, 'access method');
  const tablespace = text(view, 'tablespace');
  const statement = [
    `CREATE ${materialized ? 'MATERIALIZED VIEW' : 'VIEW'} ${view.name}`,
    method === undefined || method === 'heap' ? '' : ` USING ${plainName(method)}`,
    options.length === 0 ? '' : ` WITH (${options.join(', ')})`,
    tablespace === undefined ? '' : ` TABLESPACE ${plainName(tablespace)}`,
    ` AS\n${query(view)}`,
    materialized && view.definition['populated'] === false ? '\nWITH NO DATA' : '',
  ].join('');
  const columns = context.removedChildren(objectKey(view), 'column');
  return all([statement], commonOfNew(view, context), ...columns.map((column) => extrasOf(column, view)));
}

function extrasOf(column: CatalogObject, view: CatalogObject): Derived {
  const standard = text(column, 'default');
  return all(
    standard === undefined ? [] : [`ALTER VIEW ${view.name} ALTER COLUMN ${ownName(column)} SET DEFAULT ${standard}`],
    columnExtras(column),
  );
}

function query(view: CatalogObject): string {
  return (text(view, 'definition') ?? '').trimEnd().replace(/;$/, '');
}

export function dropView(view: CatalogObject): Derived {
  return [`DROP ${view.kind === 'materialized view' ? 'MATERIALIZED VIEW' : 'VIEW'} ${view.name}`];
}

/**
 * OR REPLACE may only append columns; where one has to go or change, the view is made anew. A materialized view is not,
 * since its indexes would be lost with it.
 */
export function alterView({ before, after, properties }: Changed, context: DiffContext): Derived | 'recreate' {
  const differs = new Set(properties.map(({ property }) => property));
  const known = new Set([...COMMON, 'definition', 'options', 'populated']);
  if ([...differs].some((property) => !known.has(property))) {
    return undefined;
  }
  const key = objectKey(after);
  const materialized = after.kind === 'materialized view';
  if (differs.has('definition') && (materialized || columnsAreLost(key, context))) {
    return materialized ? undefined : 'recreate';
  }
  const alter = `ALTER ${materialized ? 'MATERIALIZED VIEW' : 'VIEW'} ${after.name}`;
  const options = storageClause(text(before, 'options'));
  if (differs.has('definition') && options === undefined) {
    return undefined;
  }
  return all(
    differs.has('definition')
      ? [
          `CREATE OR REPLACE VIEW ${after.name}${options?.length === 0 ? '' : ` WITH (${options?.join(', ')})`} AS\n${query(before)}`,
        ]
      : differs.has('options')
        ? storageStatements(alter, text(before, 'options'), text(after, 'options'))
        : [],
    ...(differs.has('definition') ? context.removedChildren(key, 'column').map((each) => extrasOf(each, after)) : []),
    differs.has('populated')
      ? [`REFRESH MATERIALIZED VIEW ${after.name}${before.definition['populated'] === false ? ' WITH NO DATA' : ''}`]
      : [],
  );
}

/** Whether a column was added, or is of another type, or stands before one that is not new. */
function columnsAreLost(view: string, context: DiffContext): boolean {
  const added = [...context.added.values()].some(({ kind, parent }) => kind === 'column' && parent === view);
  const changed = [...context.changed.values()].some(
    ({ kind, after, properties }) =>
      kind === 'column' &&
      after.parent === view &&
      properties.some(({ property }) => property === 'type' || property === 'collation'),
  );
  return added || changed;
}
