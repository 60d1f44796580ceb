import { plainName } from '../../../sql/plain-name.ts';
import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, inParentheses, isTrue, lastPart, parentName, plainColumns, text } from '../object-text.ts';
import { newComment } from '../owner-and-comment.ts';
import { isOfConstraint } from './constraints.ts';

export function createIndex(index: CatalogObject, context: DiffContext): Derived {
  const definition = text(index, 'definition') ?? '';
  if (text(index, 'partition of') !== undefined) {
    return [];
  }
  if (['valid', 'ready', 'live'].some((property) => index.definition[property] === false)) {
    return undefined;
  }
  if (isOfConstraint(index, context.removed)) {
    return extras(index);
  }
  const [, unique = '', rest = ''] = /^(UNIQUE )?(.*)$/s.exec(definition) ?? [];
  // A valid index of a partitioned table exists in all partitions, so ONLY is not needed.
  return all([`CREATE ${unique}INDEX ${lastPart(index.name)} ${rest.replace(/^ON ONLY /, 'ON ')}`], extras(index));
}

function extras(index: CatalogObject): Derived {
  const table = parentName(index);
  return all(
    clause(index, 'tablespace', (tablespace) => `ALTER INDEX ${index.name} SET TABLESPACE ${plainName(tablespace)}`),
    isTrue(index, 'clustered') ? [`ALTER TABLE ${table} CLUSTER ON ${lastPart(index.name)}`] : [],
    isTrue(index, 'replica identity')
      ? [`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${lastPart(index.name)}`]
      : [],
    targets(index, undefined),
    newComment(`INDEX ${index.name}`, index),
  );
}

/** Statistics targets by the number of the index's column. */
function parseTargets(index: CatalogObject | undefined): Map<string, string> {
  const list = index === undefined ? '' : (text(index, 'statistics targets') ?? '');
  return new Map([...list.matchAll(/(\d+)=(\d+)/g)].map(([, column = '', target = '']) => [column, target]));
}

function targets(before: CatalogObject, after: CatalogObject | undefined): string[] {
  const [wanted, had] = [parseTargets(before), parseTargets(after)];
  return [...new Set([...had.keys(), ...wanted.keys()])].flatMap((column) =>
    wanted.get(column) === had.get(column)
      ? []
      : [`ALTER INDEX ${before.name} ALTER COLUMN ${column} SET STATISTICS ${wanted.get(column) ?? -1}`],
  );
}

export function dropIndex(index: CatalogObject, context: DiffContext): Derived {
  if (text(index, 'partition of') !== undefined || isOfConstraint(index, context.added)) {
    return [];
  }
  // The index is dropped with its column.
  const definition = text(index, 'definition') ?? '';
  const columns = / WHERE /.test(definition) ? undefined : plainColumns(inParentheses(definition) ?? '');
  return columns?.some((column) => context.isAdded(`column ${parentName(index)}.${plainName(column)}`)) === true
    ? []
    : [`DROP INDEX ${index.name}`];
}

export function alterIndex(change: Changed, context: DiffContext): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  if (['valid', 'ready', 'live', 'partition of'].some((property) => differs.has(property))) {
    return undefined;
  }
  const key = [...context.changed.values()].find(
    ({ kind, before: was }) =>
      kind === 'constraint' && isOfConstraint(after, new Map([[`constraint ${was.name}`, was]])),
  );
  if (differs.has('definition') || differs.has('immediate')) {
    // Its constraint is recreated.
    return key === undefined ? (differs.has('immediate') ? undefined : 'recreate') : [];
  }
  const known = new Set(['clustered', 'replica identity', 'tablespace', 'statistics targets']);
  const tablespace = text(before, 'tablespace');
  if (
    [...differs].some((property) => !known.has(property)) ||
    (differs.has('tablespace') && tablespace === undefined)
  ) {
    return undefined;
  }
  const table = parentName(after);
  const own = lastPart(after.name);
  return all(
    differs.has('tablespace') ? [`ALTER INDEX ${after.name} SET TABLESPACE ${plainName(tablespace ?? '')}`] : [],
    differs.has('clustered') ? clustering(before, table, own, context) : [],
    // Otherwise the change of the table or of another index sets the replica identity.
    differs.has('replica identity') && isTrue(before, 'replica identity')
      ? [`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${own}`]
      : [],
    targets(before, after),
  );
}

function clustering(before: CatalogObject, table: string, own: string, context: DiffContext): string[] {
  if (isTrue(before, 'clustered')) {
    return [`ALTER TABLE ${table} CLUSTER ON ${own}`];
  }
  const another = [...[...context.changed.values()].map((change) => change.before), ...context.removed.values()].some(
    (object) => object.kind === 'index' && object.parent === before.parent && isTrue(object, 'clustered'),
  );
  return another ? [] : [`ALTER TABLE ${table} SET WITHOUT CLUSTER`];
}
