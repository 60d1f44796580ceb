import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';
import * as v from 'valibot';

import { snapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { EMPTY_DATABASE_BYTES } from '../../databases/content.ts';
import { dropDatabase } from '../../databases/create-database.ts';
import { withMaintenance } from '../../servers/maintenance.ts';
import type { PostgresServer, Preparation } from '../../servers/server.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { withCleanup } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { toolEdition } from '../../support/tool-version.ts';
import type { MigrationSource } from '../migration-source.ts';
import { copyDatabase, type BaseDatabase, type DatabaseSetup, type Original } from './base-database.ts';
import { buildBase } from './build-base.ts';
import { fileRunnerIn } from './file-runner.ts';

/** The names of the base that a server is prepared with, and of the same with rows; also of the table that describes it. */
const [PREPARED, FILLED] = ['verify_base', 'verify_base_filled'];

/** Raised with every change of what the server is prepared with. */
const EDITION = '2';

/** How many databases the folder of a server should have space for. */
const EXPECTED_COPIES = 6;

const RECORD = v.object({
  ledger: v.object({ schema: v.string(), table: v.string() }),
  ledgerTable: v.string(),
  applied: v.number(),
  inOneSession: v.boolean(),
  left: v.array(v.object({ position: v.number(), line: v.string() })),
  filled: v.optional(v.array(v.tuple([v.string(), v.number()]))),
});

/** Inserts rows into the tables of a base. */
export interface FillBase {
  /** Tells apart what gets rows. */
  key: string;
  /** @returns see `FilledBase` */
  fill(client: Client, state: CatalogSnapshot, ledgerTable: string): Promise<ReadonlyMap<string, number>>;
}

/**
 * A server with a base that has replayed migrations, and one with rows if `fill` is given, for the cache: as long as these
 * files do not change, none of them runs again. Where there can be no such base, the server has none.
 */
export function basePreparation(
  setup: DatabaseSetup,
  replayed: readonly MigrationSource[],
  fill: FillBase | undefined,
): Preparation {
  const ups = replayed.map(({ up = '' }) => up);
  const size = [...setup.preludes, ...ups].reduce((sum, sql) => sum + sql.length, 0);
  return {
    key: `verify ${contentHash([EDITION, toolEdition(), setup.databaseName, fill?.key ?? '', contentHash(setup.preludes), contentHash(ups)])}`,
    bytes: EXPECTED_COPIES * (EMPTY_DATABASE_BYTES + 20 * size),
    async build(server) {
      const base = await buildBase(server, PREPARED, setup, replayed);
      if (base === undefined) {
        return;
      }
      const filled = fill && (await buildFilled(server, base, setup, fill));
      const record: v.InferOutput<typeof RECORD> = { ...v.parse(RECORD, base), filled: filled && [...filled] };
      await withMaintenance(server, (client) =>
        client.query(`CREATE TABLE ${PREPARED} AS SELECT ${quoteLiteral(JSON.stringify(record))} AS record`),
      );
    },
  };
}

async function buildFilled(
  server: PostgresServer,
  { name, series, ledgerTable }: BaseDatabase,
  { databaseName }: DatabaseSetup,
  rows: FillBase,
): Promise<ReadonlyMap<string, number> | undefined> {
  await copyDatabase(server, name, FILLED);
  try {
    return await withRunner(server, FILLED, databaseName, async (client) =>
      rows.fill(client, await series.forCopy().take(client), ledgerTable),
    );
  } catch {
    // A trigger may end the session, for example: the populated pass says so where it tries the same.
    await dropDatabase(server, FILLED);
    return undefined;
  }
}

async function withRunner<T>(
  server: PostgresServer,
  database: string,
  databaseName: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const runner = fileRunnerIn(server, database, databaseName);
  return withCleanup(
    async () => work(await runner.client()),
    () => runner.disconnect(),
  );
}

/**
 * The base that the server was prepared with, if any.
 *
 * @param withRows whether the snapshot taken now is that of the base with rows, if there is one
 */
async function preparedBase(
  server: PostgresServer,
  databaseName: string,
  withRows: boolean,
): Promise<BaseDatabase | undefined> {
  const text = await withMaintenance(server, async (client) => {
    const { rows } = await client.query<{ present: boolean }>(
      `SELECT to_regclass('${PREPARED}') IS NOT NULL AS present`,
    );
    return rows[0]?.present === true
      ? (await client.query<{ record: string }>(`SELECT record FROM ${PREPARED}`)).rows[0]?.record
      : undefined;
  });
  if (text === undefined) {
    return undefined;
  }
  const { filled, ...record } = v.parse(RECORD, JSON.parse(text));
  const original = (name: string): Original => ({
    name,
    series: snapshotSeries({ ignoreTables: [record.ledgerTable] }),
  });
  const base: BaseDatabase = {
    ...record,
    ...original(PREPARED),
    filled: withRows && filled !== undefined ? { ...original(FILLED), tables: new Map(filled) } : undefined,
  };
  const { name, series } = base.filled ?? base;
  await withRunner(server, name, databaseName, (client) => series.take(client));
  return base;
}

export interface BaseOptions {
  /** The migrations that are replayed only. */
  replayed: readonly MigrationSource[];
  /** Whether the server was started with `basePreparation`. */
  prepared: boolean;
  /** Whether the server is stopped next, so that the base need not be dropped. */
  disposable: boolean;
  /** Whether `work` begins with rows in the tables where the server was prepared with some. */
  withRows: boolean;
}

/**
 * Does `work` with a base database that has the prelude and, so that they run once for all trial databases, the migrations
 * that are replayed only. Where one of these fails or creates a role or database, each trial database runs them; where the
 * prelude does, there is no base.
 *
 * @throws the errors of `createWithPrelude` and `work`
 */
export async function withBaseDatabase<T>(
  server: PostgresServer,
  setup: DatabaseSetup,
  { replayed, prepared, disposable, withRows }: BaseOptions,
  work: (base: BaseDatabase | undefined) => Promise<T>,
): Promise<T> {
  const known = prepared ? await preparedBase(server, setup.databaseName, withRows) : undefined;
  if (known !== undefined) {
    return work(known);
  }
  const name = `verify_${randomBytes(4).toString('hex')}_base`;
  return withCleanup(
    async () =>
      work(
        (replayed.length > 0 && !prepared ? await buildBase(server, name, setup, replayed) : undefined) ??
          (await buildBase(server, name, setup, [])),
      ),
    // What stays is swept by the next run; the verdicts must not be lost with it.
    async () => (disposable ? undefined : dropDatabase(server, name).catch(() => undefined)),
  );
}
