import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { EmptyTrialResult } from '../report/pass-results.ts';
import { finding, skipped, verdictOf, type Finding, type Verdict } from '../report/verdict.ts';
import { findLosses, type Loss, type Row, type Tables } from './data-losses.ts';
import type { PopulatedDatabase } from './populated-database.ts';

/**
 * Compares the rows from before the up with those after up and down, and tells whether the down lost them or the up
 * destroyed them, which no down could revert. Tables and columns that the down does not restore at all belong to
 * `reversible`.
 *
 * @throws UpNotRepeatable
 */
export async function checkDataPreserved(database: PopulatedDatabase, empty: EmptyTrialResult): Promise<Verdict> {
  const { migration, up, down } = empty.source;
  const before = await readRows(database, await database.rebuild(empty));
  const upRun = await database.run(up);
  const between = await readRows(database, await database.takeSnapshot());
  const downRun = await database.run(down);
  const after = await readRows(database, await database.takeSnapshot());
  if (!upRun.ok || !downRun.ok) {
    return skipped(`the ${upRun.ok ? 'down' : 'up'} does not run again on rows of the same kind`);
  }
  const losses = findLosses({ before, between, after });
  const byDown = losses.filter(({ keptIn }) => keptIn !== undefined).map(lossLine);
  const byUp = losses.filter(({ keptIn }) => keptIn === undefined).map(lossLine);
  const findings: Finding[] = [];
  if (byDown.length > 0) {
    findings.push(
      finding({
        code: 'down-loses-rows',
        status: 'fail',
        populated: true,
        what: 'the down loses data from before the up that the up preserved',
        fix: 'Remove in the down only what the up added, and copy values back before dropping the table or column with them.',
        details: byDown,
        file: migration.down,
      }),
    );
  }
  if (byUp.length > 0) {
    findings.push(
      finding({
        code: 'up-destroys-rows',
        status: 'warn',
        populated: true,
        what: 'irreversible: the up destroys data that no down can restore',
        fix:
          'Keep the old column or table until it is no longer needed, or accept the loss in the file: ' +
          '"-- elementaldb: allow data-preserved <reason>".',
        details: byUp,
        file: migration.up,
      }),
    );
  }
  return verdictOf(findings);
}

/** Every row of the tables that have any, as JSON, by table. */
export async function readRows(database: PopulatedDatabase, { objects, rows }: CatalogSnapshot): Promise<Tables> {
  const tables = new Set(objects.filter(({ kind }) => kind === 'table').map(({ name }) => name));
  const names = rows.filter(({ table, count }) => count > 0 && tables.has(table)).map(({ table }) => table);
  const found = new Map<string, Row[]>(names.map((name) => [name, []]));
  if (names.length > 0) {
    const client = await database.client();
    const result = await client.query<{ number: number; row: Row }>(
      names
        .map((name, i) => `SELECT ${i} AS number, to_jsonb(elementaldb_row) AS row FROM ONLY ${name} elementaldb_row`)
        .join(' UNION ALL '),
    );
    result.rows.forEach(({ number, row }) => found.get(names[number] ?? '')?.push(row));
  }
  return found;
}

/** What was lost, in words. */
export function lossLine({ place, lost, of, unit, keptIn, mixed }: Loss): string {
  const units = of === 1 ? unit : `${unit}s`;
  if (mixed) {
    return `${place}: ${lost} of ${of} ${units} hold values that belonged to others`;
  }
  const where = keptIn === undefined ? '' : `, which the up had kept${keptIn === place ? '' : ` in ${keptIn}`}`;
  return `${place}: ${lost} of ${of} ${units} lost${where}`;
}
