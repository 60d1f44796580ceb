import type { Client } from 'pg';

import type { EmptyTrialResult } from '../report/pass-results.ts';
import { finding, type Finding } from '../report/verdict.ts';
import { findLosses, type Row, type Tables } from './data-losses.ts';
import { lossLine, readRows } from './data-preserved.ts';
import type { PopulatedDatabase } from './populated-database.ts';

/**
 * What a second up destroys of the rows that were written after the first. It may fill in what they lack: a NULL, or a
 * value that the column has by default.
 *
 * @throws UpNotRepeatable
 */
export async function lossesInNewRows(database: PopulatedDatabase, empty: EmptyTrialResult): Promise<Finding[]> {
  const { up } = empty.source;
  const before = await database.rebuild(empty);
  await database.run(up);
  const newer = await readRows(database, await database.fillAfter(empty, before, await database.takeSnapshot()));
  await database.run(up);
  const after = await readRows(database, await database.takeSnapshot());
  const losses = findLosses({ before: await withoutDefaults(database, newer), between: after, after }).filter(
    ({ keptIn }) => keptIn === undefined,
  );
  return losses.length === 0
    ? []
    : [
        finding({
          code: 'second-up-destroys-rows',
          status: 'fail',
          populated: true,
          what: 'a second up destroys data that was written after the first',
          fix:
            'Make a second run spare new rows, for example by IF NOT EXISTS in place of DROP and CREATE. If it is meant to ' +
            'change them, too, say so in the file: "-- elementaldb: allow idempotent <reason>".',
          details: losses.map(lossLine),
          file: empty.source.migration.up,
        }),
      ];
}

/** The rows with NULL in place of values that are the default of their column. */
async function withoutDefaults(database: PopulatedDatabase, tables: Tables): Promise<Tables> {
  const changed = new Map<string, readonly Row[]>();
  for (const [table, rows] of tables) {
    const defaults = await columnDefaults(await database.client(), table);
    changed.set(
      table,
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [column, isEqual(value, defaults[column]) ? null : value]),
        ),
      ),
    );
  }
  return changed;
}

function isEqual(value: unknown, other: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(other);
}

const DEFAULTS = `
  SELECT a.attname AS name, pg_get_expr(d.adbin, d.adrelid) AS expression
  FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  WHERE d.adrelid = to_regclass($1) AND a.attgenerated = ''`;

/** The defaults of a table's columns as JSON, without those that cannot be computed. */
async function columnDefaults(client: Client, table: string): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ name: string; expression: string }>(DEFAULTS, [table]);
  const defaults: Record<string, unknown> = {};
  for (const { name, expression } of rows) {
    await client.query<{ value: unknown }>(`SELECT to_jsonb(${expression}) AS value`).then(
      ({ rows: [first] }) => (defaults[name] = first?.value),
      () => undefined,
    );
  }
  return defaults;
}
