import { objectKey, type CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import type { Action } from '../../sql/statement/action.ts';
import { keyOf } from '../../sql/statement/name.ts';
import { nameParts } from '../../sql/sql-tokens.ts';
import { parseScript } from '../../sql/statement/script.ts';
import type { PageMigration } from '../model.ts';
import type { ObjectTransition } from './histories.ts';

/** Kinds of objects that hold rows. */
const WITH_ROWS = new Set<string>(['table', 'materialized view']);

/**
 * What data goes that was there before the up: one sentence for each table and column that the up drops, for each table of
 * which it deletes rows, and for what `verify` saw to be lost in other ways. What a statement renames or moves is not lost.
 *
 * @param up the text of the up
 */
export async function dataLost(
  changes: readonly ObjectTransition[],
  up: string,
  { rows, verdict }: Pick<PageMigration, 'rows' | 'verdict'>,
): Promise<string[]> {
  const removed = removedBy(changes);
  const actions = removed.length === 0 ? [] : await actionsOf(up);
  const present = new Set(changes.flatMap(({ after }) => (after === undefined ? [] : [keyOfObject(after)])));
  const isLost = (object: CatalogObject): boolean => !present.has(keyAfter(actions, object));
  const dropped = holders(removed, isLost).filter(isLost);
  const places = new Set(dropped.map(({ name }) => name));
  const fewer = rows.filter(
    ({ table, before, after }) => before !== null && after !== null && after < before && !places.has(table),
  );
  return [
    ...dropped.map(
      ({ kind, name }) => `The up drops ${kind} ${name} with its ${kind === 'column' ? 'values' : 'rows'}.`,
    ),
    ...fewer.map(
      ({ table, before, after }) => `The up removes ${(before ?? 0) - (after ?? 0)} of ${before} rows of ${table}.`,
    ),
    ...seenByVerify(verdict, places, new Set(fewer.map(({ table }) => table))),
  ];
}

/**
 * Kind and name of each table and column of others that the up adds, with rows or values of its own. What a statement
 * renames or moves is not added.
 *
 * @param up the text of the up
 */
export async function dataAdded(changes: readonly ObjectTransition[], up: string): Promise<string[]> {
  const added = changes.flatMap(({ before, after }) => (before === undefined && after !== undefined ? [after] : []));
  const removed = removedBy(changes);
  const actions = removed.length === 0 ? [] : await actionsOf(up);
  const renamed = new Set(removed.map((object) => keyAfter(actions, object)));
  const isNew = (object: CatalogObject): boolean => !renamed.has(keyOfObject(object));
  // Nobody writes to a materialized view: a later refresh has its rows again.
  return holders(added, isNew)
    .filter((object) => object.kind !== 'materialized view' && isNew(object))
    .map(objectKey);
}

function removedBy(changes: readonly ObjectTransition[]): CatalogObject[] {
  return changes.flatMap(({ before, after }) => (after === undefined && before !== undefined ? [before] : []));
}

/**
 * Tables and materialized views, and columns of others than these. A partitioned table stands for its partitions, and
 * generated columns hold nothing of their own.
 *
 * @param isOwn false for what only has another name, which stands for none of its parts
 */
function holders(objects: readonly CatalogObject[], isOwn: (object: CatalogObject) => boolean): CatalogObject[] {
  const keys = new Set(objects.filter(isOwn).map(objectKey));
  return objects.filter(({ kind, parent, definition }) =>
    WITH_ROWS.has(kind)
      ? definition['partition bound'] === undefined || !keys.has(`table ${definition['inherits']}`)
      : kind === 'column' &&
        parent?.startsWith('table ') === true &&
        !keys.has(parent) &&
        definition['generated as'] === undefined &&
        definition['local'] !== false,
  );
}

/** Schema and name of a table; for a column those of the table and the column. */
function keyOfObject({ name }: CatalogObject): string {
  return nameParts(name).join('.');
}

async function actionsOf(sql: string): Promise<Action[]> {
  const script = await parseScript(sql).catch(() => undefined);
  return script?.statements.flatMap((statement) => statement.actions) ?? [];
}

/** The key of a table or column after the statements of a file, which may rename it, its table or its schema. */
function keyAfter(actions: readonly Action[], { name }: CatalogObject): string {
  let [schema = '', table = '', ...column] = nameParts(name);
  for (const action of actions) {
    const isTable = 'name' in action && typeof action.name === 'object' && keyOf(action.name) === `${schema}.${table}`;
    if (action.kind === 'move' && isTable) {
      ({ schema } = action);
    } else if (action.kind === 'rename' && action.what === 'schema' && action.from === schema) {
      schema = action.to;
    } else if (action.kind === 'rename' && action.what === 'column' && isTable && action.from === column[0]) {
      column = [action.to];
    } else if (action.kind === 'rename' && RENAMED.has(action.what) && isNamed(action, schema, table)) {
      table = action.to;
    }
  }
  return [schema, table, ...column].join('.');
}

/** What ALTER TABLE and its like rename. */
const RENAMED = new Set<string>(['table', 'foreign table', 'view', 'materialized view']);

function isNamed({ name, from }: Extract<Action, { kind: 'rename' }>, schema: string, table: string): boolean {
  return name.schema === schema && from === table;
}

const LOSSES = new Map([
  ['up-destroys-rows', 'The up loses data'],
  ['down-loses-rows', 'The down loses data'],
]);

/**
 * What the populated pass found, without the places that are named already.
 *
 * @param fewer the tables of which the up is known to delete rows
 */
function seenByVerify(
  verdict: PageMigration['verdict'],
  named: ReadonlySet<string>,
  fewer: ReadonlySet<string>,
): string[] {
  const findings = verdict?.verdicts.dataPreserved.findings ?? [];
  return findings.flatMap(({ code, details }) => {
    const lead = LOSSES.get(code);
    return lead === undefined
      ? []
      : details
          .filter((line) => ![...named].some((place) => line.startsWith(`${place}:`) || line.startsWith(`${place}.`)))
          .filter((line) => code !== 'up-destroys-rows' || ![...fewer].some((table) => line.startsWith(`${table}:`)))
          .map((line) => `${lead}, as verify saw with rows of its own: ${line}.`);
  });
}
