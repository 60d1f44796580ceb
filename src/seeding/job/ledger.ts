import type { ClientBase } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { codeOf, messageOf, UsageError } from '../../support/errors.ts';
import type { Span } from '../../energy/datasets/dataset.ts';
import { LEDGER_SCHEMA } from '../schema/schema-queries.ts';
import type { WorldOptions } from '../../energy/world/world.ts';

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
export function worldKey({ seed, clients, sites, noise, demo }: WorldOptions): string {
  return `seed ${seed}, ${clients} clients, ${sites} sites, noise ${noise}${demo === true ? ', demo' : ''}`;
}

const KEY = /^seed (\d+), (\d+) clients, (\d+) sites, noise (none|realistic)(, demo)?$/;

/** The worlds that the database has rows of. */
export async function recordedWorlds(client: ClientBase): Promise<WorldOptions[]> {
  const { rows } = await client.query<{ world: string }>(
    `SELECT DISTINCT world FROM ${LEDGER_SCHEMA}.units ORDER BY 1`,
  );
  return rows.flatMap(({ world }) => {
    const [, seed, clients, sites, noise, demo] = KEY.exec(world) ?? [];
    return noise === 'none' || noise === 'realistic'
      ? [
          {
            seed: Number(seed),
            clients: Number(clients),
            sites: Number(sites),
            noise,
            ...(demo === undefined ? {} : { demo: true }),
          },
        ]
      : [];
  });
}

/**
 * Makes the tables that say which rows of which world the database has. Rows are entered in the transaction that writes
 * the unit's own.
 *
 * @throws UsageError `LEDGER_REFUSED`
 */
export async function createLedger(client: ClientBase): Promise<void> {
  const rights = await ledgerRights(client);
  if (rights !== undefined) {
    checkRights(rights);
    return;
  }
  try {
    await client.query(LEDGER);
  } catch (error) {
    throw codeOf(error) === SQLSTATE.insufficientPrivilege
      ? new UsageError(`the ledger of seeding cannot be made: ${messageOf(error)}`, {
          code: 'LEDGER_REFUSED',
          hint: 'Connect as a role that may create a schema in this database.',
          cause: error,
        })
      : error;
  }
}

const LEDGER = `
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
    )`;

interface LedgerRights {
  role: string;
  usable: boolean;
}

/** Whether the role may use the ledger, which another may have made; undefined if there is none. */
async function ledgerRights(client: ClientBase): Promise<LedgerRights | undefined> {
  const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((right) => `has_table_privilege(c.oid, '${right}')`);
  const { rows } = await client.query<LedgerRights>(
    `SELECT current_user::text AS role, has_schema_privilege(n.oid, 'USAGE') AND ${rights.join(' AND ')} AS usable
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = '${LEDGER_SCHEMA}' AND c.relname = 'units'`,
  );
  return rows[0];
}

function checkRights({ role, usable }: LedgerRights): void {
  if (!usable) {
    const to = `TO ${quoteIdentifier(role)}`;
    throw new UsageError(
      `${role} may not use the ledger of seeding, ${LEDGER_SCHEMA}.units, which another role has made`,
      {
        code: 'LEDGER_REFUSED',
        hint:
          `Connect as the role that has seeded before, or let this one: GRANT USAGE ON SCHEMA ${LEDGER_SCHEMA} ${to}; ` +
          `GRANT SELECT, INSERT, UPDATE, DELETE ON ${LEDGER_SCHEMA}.units ${to}`,
      },
    );
  }
}

/** The units of one dataset that the database has. */
export interface RecordedUnits {
  /** The span that a unit has; undefined for one that is not there. */
  spanOf(index: number): Span | undefined;
  /** All that are there, ascending. */
  indices(): Iterable<number>;
}

/** Reads which units of one dataset the database has. Two bytes are kept of each: nearly all have the same span. */
export async function recordedUnits(client: ClientBase, world: string, dataset: string): Promise<RecordedUnits> {
  const { rows } = await client.query<[string, string, number, number[]]>({
    text: `SELECT extract(epoch FROM from_ts) * 1000, extract(epoch FROM to_ts) * 1000, max(index), array_agg(index ORDER BY index)
             FROM ${LEDGER_SCHEMA}.units WHERE world = $1 AND dataset = $2 GROUP BY from_ts, to_ts ORDER BY 1, 2`,
    values: [world, dataset],
    rowMode: 'array',
  });
  const spans = rows.map(([from, to]): Span => ({ from: Number(from), to: Number(to) }));
  const numbers = new Uint16Array(Math.max(0, ...rows.map(([, , most]) => most + 1)));
  rows.forEach(([, , , indices], number) => indices.forEach((index) => numbers.fill(number + 1, index, index + 1)));
  return {
    spanOf: (index) => spans[(numbers[index] ?? 0) - 1],
    *indices() {
      for (const [index, number] of numbers.entries()) {
        if (number > 0) {
          yield index;
        }
      }
    },
  };
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
