import type { ClientBase } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { codeOf, messageOf, UsageError } from '../../support/errors.ts';
import { SEED_SCHEMA } from '../schema/schema-queries.ts';
import type { Span } from './dataset.ts';

/** A dataset of one index, and the span that the database has of it. */
export interface SeedUnit {
  dataset: string;
  index: number;
  span: Span;
}

/** A table of the schema in which `seed` records what it has written. */
export interface RecordTable {
  readonly name: string;
  /** The statements that create it unless it exists. */
  readonly create: string;
}

export const UNITS = `${SEED_SCHEMA}.units`;

/** The column is named after the first kind of source; databases that are seeded already have it. */
const UNITS_TABLE: RecordTable = {
  name: 'units',
  create: `
    CREATE SCHEMA IF NOT EXISTS ${SEED_SCHEMA};
    COMMENT ON SCHEMA ${SEED_SCHEMA} IS
      'Which rows "elementaldb seed" has written, so that it adds nothing twice and removes only its own.';
    CREATE TABLE IF NOT EXISTS ${UNITS} (
      world text NOT NULL,
      dataset text NOT NULL,
      index integer NOT NULL,
      from_ts timestamptz NOT NULL,
      to_ts timestamptz NOT NULL,
      PRIMARY KEY (world, dataset, index)
    )`,
};

/**
 * Creates the table of seeded units, and those of a source, unless they exist. A unit is recorded in the transaction that
 * writes its rows.
 *
 * @throws UsageError `LEDGER_REFUSED`
 */
export async function createRecordTables(client: ClientBase, others: readonly RecordTable[]): Promise<void> {
  for (const table of [UNITS_TABLE, ...others]) {
    await createRecordTable(client, table);
  }
}

async function createRecordTable(client: ClientBase, { name, create }: RecordTable): Promise<void> {
  const table = `${SEED_SCHEMA}.${name}`;
  const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((right) => `has_table_privilege(c.oid, '${right}')`);
  const { rows } = await client.query<{ role: string; usable: boolean }>(
    `SELECT current_user::text AS role, has_schema_privilege(n.oid, 'USAGE') AND ${rights.join(' AND ')} AS usable
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = '${SEED_SCHEMA}' AND c.relname = $1`,
    [name],
  );
  const [existing] = rows;
  if (existing?.usable === false) {
    const { role } = existing;
    const to = `TO ${quoteIdentifier(role)}`;
    throw new UsageError(`role ${role} may not use ${table}, which another role has created`, {
      code: 'LEDGER_REFUSED',
      hint:
        `Connect as the role that seeded before, or run: GRANT USAGE ON SCHEMA ${SEED_SCHEMA} ${to}; ` +
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} ${to}`,
    });
  }
  if (existing === undefined) {
    await client.query(create).catch((error: unknown) => {
      throw codeOf(error) === SQLSTATE.insufficientPrivilege
        ? new UsageError(`cannot create ${table}, which records what is seeded: ${messageOf(error)}`, {
            code: 'LEDGER_REFUSED',
            hint: 'Connect as a role that may create a schema in this database.',
            cause: error,
          })
        : error;
    });
  }
}

/** The datasets of a source that the database has units of. */
export async function recordedDatasets(client: ClientBase, key: string): Promise<string[]> {
  const { rows } = await client.query<{ dataset: string }>(
    `SELECT DISTINCT dataset FROM ${UNITS} WHERE world = $1 ORDER BY 1`,
    [key],
  );
  return rows.map(({ dataset }) => dataset);
}

/** The units of one dataset that the database has. */
export interface RecordedUnits {
  /** The span of a unit; undefined if the database does not have it. */
  spanOf(index: number): Span | undefined;
  /** All of them, by index, ascending. */
  entries(): Iterable<readonly [index: number, span: Span]>;
}

/** Reads which units of one dataset the database has. Two bytes are kept for each, because most have the same span. */
export async function recordedUnits(client: ClientBase, key: string, dataset: string): Promise<RecordedUnits> {
  const { rows } = await client.query<[string, string, number, number[]]>({
    text: `SELECT extract(epoch FROM from_ts) * 1000, extract(epoch FROM to_ts) * 1000, max(index), array_agg(index ORDER BY index)
             FROM ${UNITS} WHERE world = $1 AND dataset = $2 GROUP BY from_ts, to_ts ORDER BY 1, 2`,
    values: [key, dataset],
    rowMode: 'array',
  });
  const spans = rows.map(([from, to]): Span => ({ from: Number(from), to: Number(to) }));
  const numbers = new Uint16Array(Math.max(0, ...rows.map(([, , most]) => most + 1)));
  rows.forEach(([, , , indices], number) => indices.forEach((index) => numbers.fill(number + 1, index, index + 1)));
  const spanOf = (index: number): Span | undefined => spans[(numbers[index] ?? 0) - 1];
  return {
    spanOf,
    *entries() {
      for (const index of numbers.keys()) {
        const span = spanOf(index);
        if (span !== undefined) {
          yield [index, span];
        }
      }
    },
  };
}

/** Records units, or the spans that they have now. */
export async function recordUnits(client: ClientBase, key: string, units: readonly SeedUnit[]): Promise<void> {
  await client.query(
    `INSERT INTO ${UNITS} (world, dataset, index, from_ts, to_ts)
       SELECT $1, dataset, index, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0)
         FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[]) AS u (dataset, index, from_ms, to_ms)
       ON CONFLICT (world, dataset, index) DO UPDATE SET from_ts = excluded.from_ts, to_ts = excluded.to_ts`,
    [
      key,
      units.map(({ dataset }) => dataset),
      units.map(({ index }) => index),
      units.map(({ span }) => span.from),
      units.map(({ span }) => span.to),
    ],
  );
}

export async function deleteUnits(client: ClientBase, key: string, dataset: string): Promise<void> {
  await client.query(`DELETE FROM ${UNITS} WHERE world = $1 AND dataset = $2`, [key, dataset]);
}
