import { objectKey, type CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, ownName, text } from '../object-text.ts';
import { storageClause, storageStatements, tableStorage } from '../options.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { noun } from '../sql-nouns.ts';
import { columnExtras } from './columns.ts';

export function createView(view: CatalogObject, context: DiffContext): Derived {
  const options = storageClause(text(view, 'options'));
  const noData = view.kind === 'materialized view' && view.definition['populated'] === false;
  const statement =
    options && `CREATE ${noun(view)}${tableStorage(view, options)} AS\n${query(view)}${noData ? '\nWITH NO DATA' : ''}`;
  const columns = context.removedChildren(objectKey(view), 'column');
  return all(statement, commonOfNew(view, context), ...columns.map((column) => extrasOf(column, view)));
}

function extrasOf(column: CatalogObject, view: CatalogObject): Derived {
  const alter = `ALTER VIEW ${view.name} ALTER COLUMN ${ownName(column)}`;
  return all(
    clause(column, 'default', (value) => `${alter} SET DEFAULT ${value}`),
    columnExtras(column),
  );
}

function query(view: CatalogObject): string {
  return (text(view, 'definition') ?? '').trimEnd().replace(/;$/, '');
}

/** OR REPLACE can only append columns. If a column must be removed or changed, the view is dropped and created. */
export function alterView(change: Changed, context: DiffContext): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  if ([...differs].some((property) => !['definition', 'options', 'populated'].includes(property))) {
    return undefined;
  }
  const key = objectKey(after);
  const noData = before.definition['populated'] === false ? ' WITH NO DATA' : '';
  const refresh = differs.has('populated') ? [`REFRESH MATERIALIZED VIEW ${after.name}${noData}`] : [];
  if (!differs.has('definition')) {
    return all(
      differs.has('options')
        ? storageStatements(`ALTER ${noun(after)}`, text(before, 'options'), text(after, 'options'))
        : [],
      refresh,
    );
  }
  if (after.kind === 'materialized view' || columnsAreLost(key, context)) {
    return 'recreate';
  }
  const options = storageClause(text(before, 'options'));
  const list = options === undefined || options.length === 0 ? '' : ` WITH (${options.join(', ')})`;
  return all(
    options && `CREATE OR REPLACE VIEW ${after.name}${list} AS\n${query(before)}`,
    ...context.removedChildren(key, 'column').map((each) => extrasOf(each, after)),
    refresh,
  );
}

/** Whether a column was added or has another type. */
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
