import { objectKey, type CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import type { Action } from '../../sql/statement/action.ts';
import { keyOf } from '../../sql/statement/name.ts';
import { nameParts } from '../../sql/sql-tokens.ts';
import { parseScript } from '../../sql/statement/script.ts';
import type { PageMigration } from '../model.ts';

/** Kinds of objects that hold rows. */
const WITH_ROWS = new Set<string>(['table', 'materialized view']);

/** What holds rows or values, and that an up drops or adds. What it renames or moves is neither, what it drops and creates again is both. */
export interface HolderChanges {
  dropped: readonly CatalogObject[];
  added: readonly CatalogObject[];
}

/**
 * Tables and materialized views that an up drops and adds, and columns of others than these.
 *
 * @param up the text of the up
 * @param before all objects before it
 * @param after all objects after it
 */
export async function holderChanges(
  up: string,
  before: readonly CatalogObject[],
  after: readonly CatalogObject[],
): Promise<HolderChanges> {
  if (before === after) {
    return { dropped: [], added: [] };
  }
  const actions = await actionsOf(up);
  const present = new Set(after.filter(isHolder).map(keyOfObject));
  const kept = new Set<string>();
  const gone: CatalogObject[] = [];
  for (const object of before.filter(isHolder)) {
    const key = keyAfter(actions, object);
    if (key !== undefined && present.has(key)) {
      kept.add(key);
    } else {
      gone.push(object);
    }
  }
  const isNew = (object: CatalogObject): boolean => isHolder(object) && !kept.has(keyOfObject(object));
  return { dropped: wholes(gone), added: wholes(after.filter(isNew)) };
}

/**
 * What data goes that was there before the up: one sentence for each table and column that the up drops, for each table of
 * which it deletes rows, and for what `verify` saw to be lost in other ways.
 */
export function dataLost(
  { dropped }: HolderChanges,
  { rows, verdict }: Pick<PageMigration, 'rows' | 'verdict'>,
): string[] {
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

/** Kind and name of each table and column of others that the up adds, with rows or values of its own. */
export function dataAdded({ added }: HolderChanges): string[] {
  // Nobody writes to a materialized view: a later refresh has its rows again.
  return added.filter(({ kind }) => kind !== 'materialized view').map(objectKey);
}

/** Generated and inherited columns hold nothing of their own. */
function isHolder({ kind, parent, definition }: CatalogObject): boolean {
  return definition['extension'] !== undefined
    ? false
    : WITH_ROWS.has(kind) ||
        (kind === 'column' &&
          parent?.startsWith('table ') === true &&
          definition['generated as'] === undefined &&
          definition['local'] !== false);
}

/** Without the partitions and columns of tables that are among the objects. */
function wholes(objects: readonly CatalogObject[]): CatalogObject[] {
  const keys = new Set(objects.map(objectKey));
  return objects.filter(({ kind, parent, definition }) =>
    WITH_ROWS.has(kind)
      ? definition['partition bound'] === undefined || !keys.has(`table ${definition['inherits']}`)
      : !keys.has(parent ?? ''),
  );
}

/** Schema and name of a table; for a column those of the table and the column. */
function keyOfObject({ name }: CatalogObject): string {
  return partsOf(name).join('.');
}

const parts = new Map<string, readonly string[]>();

/** The same names are asked about for each migration. */
function partsOf(name: string): readonly string[] {
  const known = parts.get(name) ?? nameParts(name);
  parts.set(name, known);
  return known;
}

/** The statements that drop, rename or move something. */
async function actionsOf(sql: string): Promise<Action[]> {
  const script = await parseScript(sql).catch(() => undefined);
  const actions = script?.statements.flatMap((statement) => statement.actions) ?? [];
  return actions.filter(({ kind }) => ['drop', 'drop-column', 'rename', 'move'].includes(kind));
}

/** The key of a table or column after these statements, which may rename it, its table or its schema; undefined if they drop it. */
function keyAfter(actions: readonly Action[], { name }: CatalogObject): string | undefined {
  let [schema = '', table = '', ...column] = partsOf(name);
  for (const action of actions) {
    const isTable = 'name' in action && typeof action.name === 'object' && keyOf(action.name) === `${schema}.${table}`;
    if (action.kind === 'drop') {
      if (action.what === 'schema' ? action.name.name === schema : TABLES.has(action.what) && isTable) {
        return undefined;
      }
    } else if (action.kind === 'drop-column') {
      if (keyOf(action.table) === `${schema}.${table}` && action.column === column[0]) {
        return undefined;
      }
    } else if (action.kind === 'move' && isTable) {
      ({ schema } = action);
    } else if (action.kind === 'rename' && action.what === 'schema' && action.from === schema) {
      schema = action.to;
    } else if (action.kind === 'rename' && action.what === 'column' && isTable && action.from === column[0]) {
      column = [action.to];
    } else if (action.kind === 'rename' && TABLES.has(action.what) && isNamed(action, schema, table)) {
      table = action.to;
    }
  }
  return [schema, table, ...column].join('.');
}

/** What ALTER TABLE and its like rename and drop. */
const TABLES = new Set<string>(['table', 'foreign table', 'view', 'materialized view']);

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
  return findings.flatMap(({ code, what, details }) => {
    const lead = LOSSES.get(code);
    const source = what.includes('client data') ? 'on the rows of the client data' : 'with rows of its own';
    return lead === undefined
      ? []
      : details
          .map((line) => line.replace(/^~ rows (\S+)/, '$1:'))
          .filter((line) => ![...named].some((place) => line.startsWith(`${place}:`) || line.startsWith(`${place}.`)))
          .filter((line) => code !== 'up-destroys-rows' || ![...fewer].some((table) => line.startsWith(`${table}:`)))
          .map((line) => `${lead}, as verify saw ${source}: ${line}.`);
  });
}
