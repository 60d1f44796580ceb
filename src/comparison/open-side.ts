import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

import { describeDependencies, type DependentObjects } from '../catalog/snapshot/dependencies.ts';
import { applyScript } from '../migrations/client-data/apply-client-data.ts';
import { parseGolangMigrateUrl } from '../migrations/ledger/golang-migrate-url.ts';
import { resolveLedger, readLedger, type LedgerName, type LedgerState } from '../migrations/ledger/ledger.ts';
import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import { createDatabase } from '../databases/create-database.ts';
import { withSnapshotCopy } from '../databases/snapshots/snapshot-copy.ts';
import { DEFAULT_DATABASE } from '../configuration/defaults.ts';
import { start, type StartOptions } from '../databases/start.ts';
import { withCleanup } from '../support/errors.ts';
import { startServer } from '../servers/select.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { createMissingRoles, rolesInScript } from './missing-roles.ts';
import type { Side } from './side.ts';

/** How a throw-away server is started for a state that has none. */
export type ScratchOptions = Omit<StartOptions, 'migrations' | 'to'>;

/** What is read of a state. */
export interface SideOptions {
  scratch: ScratchOptions;
  /** The URL of the server that `start` runs, for a named snapshot. */
  snapshotUrl: () => Promise<string>;
  /** Whether the rows are compared. */
  rows: boolean;
  /** The rows of tables that take more than this many bytes are not compared. Default: all are. */
  maxTableBytes?: number | undefined;
}

/** A state that can be read, and written where it is a throw-away database. */
export interface OpenSide extends AsyncDisposable {
  /** The major release of its server. */
  major: number;
  read(): Promise<DependentObjects>;
  /** The throw-away database that holds the state. */
  scratch: ConnectionTarget | undefined;
}

/** What a server says of a database that somebody else runs. */
export interface ForeignDatabase {
  major: number;
  /** The role to compare with the one that runs migrations: the owner of the ledger, otherwise of the database. */
  owner: string;
}

/** A session that writes nothing and waits for nobody: a busy database must not notice it. */
const CAREFUL = `SET default_transaction_read_only = on; SET statement_timeout = '60s'; SET lock_timeout = '2s';
  SET idle_in_transaction_session_timeout = '60s'`;

/**
 * Does `work` in such a session, on a database that somebody else runs.
 *
 * @param command shown in `pg_stat_activity`
 */
export function onForeign<T>(
  url: string,
  work: (client: Client, ledger: Partial<LedgerName>) => Promise<T>,
  command = 'diff',
): Promise<T> {
  const { url: plain, session, ledger } = parseGolangMigrateUrl(url);
  return withConnection(
    plain,
    async (client) => {
      // Not as parameters of the connection: poolers refuse them.
      await client.query(CAREFUL);
      return work(client, ledger);
    },
    { session, applicationName: `elementaldb ${command}` },
  );
}

/** Opens a state. @throws the errors of `start`, `connect`, `applyScript` and `withSnapshotCopy` */
export async function openSide(side: Side, options: SideOptions): Promise<OpenSide> {
  const rows = { rows: options.rows, maxTableBytes: options.maxTableBytes };
  const end = { scratch: undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  switch (side.kind) {
    case 'url': {
      const { major } = await readForeignFacts(side.url);
      return { ...end, major, read: () => readForeign(side.url, rows) };
    }
    case 'snapshot': {
      const url = await options.snapshotUrl();
      const { major } = await readForeignFacts(url);
      const read = (copy: ConnectionTarget): Promise<DependentObjects> =>
        withConnection(copy, (client) => readScratch(client, rows));
      return { ...end, major, read: () => withSnapshotCopy(url, side.name, read) };
    }
    case 'migrations': {
      const { folder, to } = side;
      const database = scratchName(options.scratch);
      const started = await start({ ...options.scratch, database, migrations: folder, to, clientData: 'none' });
      const target = started.server.connection(started.database);
      return scratchSide(target, started.server.version.major, rows, () => started.stop());
    }
    case 'script': {
      const made = await emptyScratch(options.scratch);
      const stop = async (): Promise<void> => made[Symbol.asyncDispose]();
      try {
        await createMissingRoles(made.target, await rolesInScript(side.file));
        await applyScript(made.target, side.file);
      } catch (error) {
        await stop();
        throw error;
      }
      return scratchSide(made.target, made.major, rows, stop);
    }
  }
}

function scratchSide(target: ConnectionTarget, major: number, rows: RowOptions, stop: () => Promise<void>): OpenSide {
  const read = (): Promise<DependentObjects> => withConnection(target, (client) => readScratch(client, rows));
  return { scratch: target, major, read, [Symbol.asyncDispose]: stop };
}

/** Whether rows are read, and of which tables. */
type RowOptions = Pick<SideOptions, 'rows' | 'maxTableBytes'>;

/** On a server that exists both states, and those of other runs, have databases of their own. */
function scratchName({ database = DEFAULT_DATABASE, server }: ScratchOptions): string {
  return server?.kind === 'existing' ? `diff_${randomBytes(6).toString('hex')}` : database;
}

interface EmptyScratch extends AsyncDisposable {
  target: ConnectionTarget;
  major: number;
}

/** A throw-away database with nothing in it. */
export async function emptyScratch({
  database,
  layout: _layout,
  prelude: _prelude,
  clientData: _clientData,
  allowClusterWide: _allowClusterWide,
  reuseContainer: _reuseContainer,
  ...options
}: ScratchOptions): Promise<EmptyScratch> {
  const name = scratchName({ ...options, database });
  const { server } = await startServer(options);
  try {
    const made = await createDatabase(server, name);
    const stop = (): Promise<void> =>
      withCleanup(
        async () => (server.kind === 'existing' ? made.drop() : undefined),
        () => server.stop(),
      );
    return { target: server.connection(name), major: server.version.major, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Describes a throw-away database, whose ledger has golang-migrate's own name. */
export function readScratch(client: Client, rows: RowOptions = { rows: false }): Promise<DependentObjects> {
  return describe(client, {}, rows);
}

function readForeign(url: string, rows: RowOptions): Promise<DependentObjects> {
  return onForeign(url, (client, ledger) => describe(client, ledger, rows));
}

async function describe(client: Client, ledger: Partial<LedgerName>, rows: RowOptions): Promise<DependentObjects> {
  const { schema, table } = await resolveLedger(client, ledger);
  const ignored = `${await quoted(client, schema)}.${await quoted(client, table)}`;
  return describeDependencies(client, { ...rows, clusterWide: false, ignoreTables: [ignored] });
}

/** A name as snapshots write it. */
async function quoted(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT quote_ident($1) AS name', [name]);
  return rows[0]?.name ?? quoteIdentifier(name);
}

/** What a comparison has to know of a database before the other state is made. */
export function readForeignFacts(url: string): Promise<ForeignDatabase> {
  return onForeign(url, async (client, given) => {
    const { schema, table } = await resolveLedger(client, given);
    const { rows } = await client.query<ForeignDatabase>(
      `SELECT current_setting('server_version_num')::int / 10000 AS major, pg_get_userbyid(coalesce(
         (SELECT relowner FROM pg_class WHERE oid = to_regclass(quote_ident($1) || '.' || quote_ident($2))),
         (SELECT datdba FROM pg_database WHERE datname = current_database()))) AS owner`,
      [schema, table],
    );
    return rows[0] ?? { major: 0, owner: '' };
  });
}

/** The state of golang-migrate's table. @throws EnvironmentError `LEDGER_UNUSABLE` */
export function readForeignLedger(url: string): Promise<LedgerState> {
  return onForeign(url, async (client, given) => readLedger(client, await resolveLedger(client, given)));
}
