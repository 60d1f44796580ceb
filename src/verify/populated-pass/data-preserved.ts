import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { Climbed } from '../report/findings.ts';
import type { PopulatedDatabase } from './populated-database.ts';
import { findLosses, type Loss, type Tables } from './data-losses.ts';
import { finding, skipped, verdictOf, type Verdict } from '../report/verdict.ts';

/**
 * Tells which rows that were there before the up are not there after up and down, and whether the down lost them or
 * the up destroyed them, which no down could undo. Tables and columns that the down does not bring back at all are the
 * business of `reversible`.
 *
 * @throws UpNotRepeatable
 */
export async function checkDataPreserved(database: PopulatedDatabase, judged: Climbed): Promise<Verdict> {
  const { migration, up, down } = judged.source;
  const before = await readAll(database, await database.rebuild(judged));
  const first = await database.run(up);
  const between = await readAll(database, await database.takeSnapshot());
  const second = await database.run(down);
  const after = await readAll(database, await database.takeSnapshot());
  if (!first.ok || !second.ok) {
    return skipped(`the ${first.ok ? 'down' : 'up'} does not run again on rows of the same kind`);
  }
  const losses = findLosses({ before, between, after });
  const byDown = losses.filter(({ keptIn }) => keptIn !== undefined);
  const byUp = losses.filter(({ keptIn }) => keptIn === undefined);
  return verdictOf([
    ...(byDown.length === 0
      ? []
      : [
          finding({
            code: 'down-loses-rows',
            status: 'fail',
            populated: true,
            what: 'the down loses what was there before the up, and the up had kept',
            fix: 'Let the down remove only what the up has added, and carry values back before it drops what holds them.',
            details: byDown.map(lossLine),
            file: migration.down,
          }),
        ]),
    ...(byUp.length === 0
      ? []
      : [
          finding({
            code: 'up-destroys-rows',
            status: 'warn',
            populated: true,
            what: 'irreversible by nature: the up destroys what no down can bring back',
            fix:
              'Keep the old column or table until nobody needs it, or accept it in the file: ' +
              '"-- elementaldb: allow data-kept <reason>".',
            details: byUp.map(lossLine),
            file: migration.up,
          }),
        ]),
  ]);
}

async function readAll(database: PopulatedDatabase, { objects, rows }: CatalogSnapshot): Promise<Tables> {
  const tables = new Set(objects.filter(({ kind }) => kind === 'table').map(({ name }) => name));
  return database.rowsOf(rows.filter(({ table, count }) => count > 0 && tables.has(table)).map(({ table }) => table));
}

function lossLine({ place, lost, of, unit, keptIn, mixed }: Loss): string {
  const units = of === 1 ? unit : `${unit}s`;
  if (mixed) {
    return `${place}: ${lost} of ${of} ${units} hold values that belonged to others`;
  }
  const where = keptIn === undefined ? '' : `, which the up had kept${keptIn === place ? '' : ` in ${keptIn}`}`;
  return `${place}: ${lost} of ${of} ${units} lost${where}`;
}
