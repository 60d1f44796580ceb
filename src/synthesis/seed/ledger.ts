import type { ClientBase } from 'pg';

import type { Span } from '../datasets/dataset.ts';
import { LEDGER_SCHEMA } from '../populate/schema-queries.ts';
import type { WorldOptions } from '../world/world.ts';

/** A dataset of one site, place or client: it is in a database as a whole, or not at all. */
export interface Unit {
  dataset: string;
  index: number;
}

/** A unit that the database has, and for which span. */
export interface RecordedUnit extends Unit {
  span: Span;
}

/** The name of a world in the ledger: all that decides its rows. */
export function worldKey({ seed, clients, sites, noise }: WorldOptions): string {
  return `seed ${seed}, ${clients} clients, ${sites} sites, noise ${noise}`;
}

/**
 * Makes the tables that say which rows of which world the database has. Rows are entered in the transaction that writes
 * the unit's own.
 */
export async function createLedger(client: ClientBase): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS ${LEDGER_SCHEMA};
    COMMENT ON SCHEMA ${LEDGER_SCHEMA} IS
      'What "elementaldb seed" has put into this database, so that it adds nothing twice and removes only its own.';
    CREATE TABLE IF NOT EXISTS ${LEDGER_SCHEMA}.units (
      world text NOT NULL,
      dataset text NOT NULL,
      index integer NOT NULL,
      from_ts timestamptz NOT NULL,
      to_ts timestamptz NOT NULL,
      PRIMARY KEY (world, dataset, index)
    )`);
}

export async function hasLedger(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('${LEDGER_SCHEMA}.units') IS NOT NULL AS there`,
  );
  return rows[0]?.there === true;
}

/** The units of one dataset that the database has, by index. */
export async function recordedUnits(client: ClientBase, world: string, dataset: string): Promise<Map<number, Span>> {
  const { rows } = await client.query<[number, string, string]>({
    text: `SELECT index, extract(epoch FROM from_ts) * 1000, extract(epoch FROM to_ts) * 1000
             FROM ${LEDGER_SCHEMA}.units WHERE world = $1 AND dataset = $2`,
    values: [world, dataset],
    rowMode: 'array',
  });
  return new Map(rows.map(([index, from, to]) => [index, { from: Number(from), to: Number(to) }]));
}

/** The datasets of a world that the database has units of. */
export async function recordedDatasets(client: ClientBase, world: string): Promise<string[]> {
  const { rows } = await client.query<{ dataset: string }>(
    `SELECT DISTINCT dataset FROM ${LEDGER_SCHEMA}.units WHERE world = $1 ORDER BY 1`,
    [world],
  );
  return rows.map(({ dataset }) => dataset);
}

/** Enters units, or the spans that they have now. */
export async function recordUnits(client: ClientBase, world: string, units: readonly RecordedUnit[]): Promise<void> {
  await client.query(
    `INSERT INTO ${LEDGER_SCHEMA}.units (world, dataset, index, from_ts, to_ts)
       SELECT $1, dataset, index, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0)
         FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[]) AS u (dataset, index, from_ms, to_ms)
       ON CONFLICT (world, dataset, index) DO UPDATE SET from_ts = excluded.from_ts, to_ts = excluded.to_ts`,
    [
      world,
      units.map(({ dataset }) => dataset),
      units.map(({ index }) => index),
      units.map(({ span }) => span.from),
      units.map(({ span }) => span.to),
    ],
  );
}

/** Strikes out all units of a dataset; the ledger itself once nothing stands in it. */
export async function strikeUnits(client: ClientBase, world: string, dataset: string): Promise<void> {
  await client.query(`DELETE FROM ${LEDGER_SCHEMA}.units WHERE world = $1 AND dataset = $2`, [world, dataset]);
}
