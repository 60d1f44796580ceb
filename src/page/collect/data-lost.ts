import { objectKey, type CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
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
  const removed = changes.flatMap(({ before, after }) => (after === undefined && before !== undefined ? [before] : []));
  const renamed = removed.length === 0 ? new Set() : await renamedKeys(up);
  const dropped = holders(removed).filter((object) => !renamed.has(keyOfObject(object)));
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
    ...seenByVerify(verdict, places),
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
  // Nobody writes to a materialized view: a later refresh has its rows again.
  const candidates = holders(added).filter(({ kind }) => kind !== 'materialized view');
  const renamed = candidates.length === 0 ? new Set() : await renamedKeys(up);
  return candidates.filter((object) => !renamed.has(keyOfObject(object))).map(objectKey);
}

/**
 * Tables and materialized views, and columns of others than these. A partitioned table stands for its partitions, and
 * generated columns hold nothing of their own.
 */
function holders(objects: readonly CatalogObject[]): CatalogObject[] {
  const keys = new Set(objects.map(objectKey));
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

/** The tables and columns that the statements of a file rename or move, before and after. */
async function renamedKeys(sql: string): Promise<Set<string>> {
  const script = await parseScript(sql).catch(() => undefined);
  const actions = script?.statements.flatMap((statement) => statement.actions) ?? [];
  return new Set(
    actions.flatMap((action) => {
      if (action.kind === 'move') {
        return [keyOf(action.name), `${action.schema}.${action.name.name}`];
      }
      if (action.kind !== 'rename') {
        return [];
      }
      const owner = action.what === 'column' ? keyOf(action.name) : action.name.schema;
      return [`${owner}.${action.from}`, `${owner}.${action.to}`];
    }),
  );
}

const LOSSES = new Map([
  ['up-destroys-rows', 'The up loses data'],
  ['down-loses-rows', 'The down loses data'],
]);

/** What the populated pass found, without the places that are named already. */
function seenByVerify(verdict: PageMigration['verdict'], named: ReadonlySet<string>): string[] {
  const findings = verdict?.verdicts.dataPreserved.findings ?? [];
  return findings.flatMap(({ code, details }) => {
    const lead = LOSSES.get(code);
    return lead === undefined
      ? []
      : details
          .filter((line) => ![...named].some((place) => line.startsWith(`${place}:`) || line.startsWith(`${place}.`)))
          .map((line) => `${lead}: ${line}.`);
  });
}
