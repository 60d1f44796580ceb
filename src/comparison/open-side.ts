import type { Client } from 'pg';

import { describeDependencies, type DependentObjects } from '../catalog/snapshot/dependencies.ts';
import { applyClientData } from '../migrations/client-data/apply-client-data.ts';
import { parseGolangMigrateUrl } from '../migrations/ledger/golang-migrate-url.ts';
import { resolveLedger, readLedger, type LedgerState } from '../migrations/ledger/ledger.ts';
import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import { createDatabase } from '../databases/create-database.ts';
import { withSnapshotCopy } from '../databases/snapshots/snapshot-copy.ts';
import { DEFAULT_DATABASE } from '../configuration/defaults.ts';
import { start, type StartOptions } from '../databases/start.ts';
import { startServer } from '../servers/select.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
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
  ledger: LedgerState;
}

/** A session that writes nothing and waits for nobody: a busy database must not notice it. */
const CAREFUL = {
  default_transaction_read_only: 'on',
  statement_timeout: '60000',
  lock_timeout: '2000',
  idle_in_transaction_session_timeout: '60000',
};

/** Opens a state. @throws the errors of `start`, `connect`, `applyClientData` and `withSnapshotCopy` */
export async function openSide(side: Side, options: SideOptions): Promise<OpenSide> {
  const { rows } = options;
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
      const started = await start({ ...options.scratch, migrations: folder, to, clientData: 'none' });
      const target = started.server.connection(started.database);
      return scratchSide(target, started.server.version.major, rows, () => started.stop());
    }
    case 'script': {
      const made = await emptyScratch(options.scratch);
      const stop = async (): Promise<void> => made[Symbol.asyncDispose]();
      try {
        await applyClientData(made.target, side.file);
      } catch (error) {
        await stop();
        throw error;
      }
      return scratchSide(made.target, made.major, rows, stop);
    }
  }
}

function scratchSide(target: ConnectionTarget, major: number, rows: boolean, stop: () => Promise<void>): OpenSide {
  const read = (): Promise<DependentObjects> => withConnection(target, (client) => readScratch(client, rows));
  return { scratch: target, major, read, [Symbol.asyncDispose]: stop };
}

interface EmptyScratch extends AsyncDisposable {
  target: ConnectionTarget;
  major: number;
}

/** A throw-away database with nothing in it. */
export async function emptyScratch({
  database: name = DEFAULT_DATABASE,
  prelude: _prelude,
  clientData: _clientData,
  allowClusterWide: _allowClusterWide,
  reuseContainer: _reuseContainer,
  ...options
}: ScratchOptions): Promise<EmptyScratch> {
  const { server } = await startServer(options);
  try {
    const made = await createDatabase(server, name);
    const stop = async (): Promise<void> => {
      await (server.kind === 'existing' ? made.drop() : undefined);
      await server.stop();
    };
    return { target: server.connection(name), major: server.version.major, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Describes a throw-away database, whose ledger has golang-migrate's own name. */
export function readScratch(client: Client, rows = false): Promise<DependentObjects> {
  return describe(client, {}, rows);
}

function readForeign(url: string, rows: boolean): Promise<DependentObjects> {
  const given = parseGolangMigrateUrl(url);
  return withConnection(given.url, (client) => describe(client, given.ledger, rows), {
    session: { ...given.session, ...CAREFUL },
    applicationName: 'elementaldb diff',
  });
}

async function describe(
  client: Client,
  ledger: Parameters<typeof resolveLedger>[1],
  rows: boolean,
): Promise<DependentObjects> {
  const { schema, table } = await resolveLedger(client, ledger);
  const ignored = `${await quoted(client, schema)}.${await quoted(client, table)}`;
  return describeDependencies(client, { rows, clusterWide: false, ignoreTables: [ignored] });
}

/** A name as snapshots write it. */
async function quoted(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT quote_ident($1) AS name', [name]);
  return rows[0]?.name ?? quoteIdentifier(name);
}

/** What a comparison has to know of a database before the other state is made. */
export function readForeignFacts(url: string): Promise<ForeignDatabase> {
  const given = parseGolangMigrateUrl(url);
  return withConnection(
    given.url,
    async (client) => {
      const name = await resolveLedger(client, given.ledger);
      const { rows } = await client.query<{ major: number; owner: string }>(
        `SELECT current_setting('server_version_num')::int / 10000 AS major, pg_get_userbyid(coalesce(
           (SELECT relowner FROM pg_class WHERE oid = to_regclass(${quoteLiteral(`${quoteIdentifier(name.schema)}.${quoteIdentifier(name.table)}`)})),
           (SELECT datdba FROM pg_database WHERE datname = current_database()))) AS owner`,
      );
      const { major = 0, owner = '' } = rows[0] ?? {};
      return { major, owner, ledger: await readLedger(client, name) };
    },
    { session: { ...given.session, ...CAREFUL }, applicationName: 'elementaldb diff' },
  );
}
