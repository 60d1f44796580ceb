import * as v from 'valibot';

import { withConnection } from '../postgres/connect.ts';
import type { ExistingServer } from '../servers/existing.ts';
import type { ClaimedRecord, ServerDetails } from '../servers/registry.ts';
import { startChecked } from '../servers/select.ts';
import { SERVER_OPTIONS, type StartServerOptions } from '../servers/server-options.ts';
import type { PostgresServer } from '../servers/server.ts';
import { TEXT, YES_OR_NO, checkOptions } from '../support/check-options.ts';
import { DEFAULT_DATABASE } from '../configuration/defaults.ts';
import { buildDatabase } from './apply-content.ts';
import { refuseClusterWide, type ClusterWideOptions } from './cluster-wide.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from './content.ts';
import { isExisting, requireDatabaseName, type OwnedDatabase } from './create-database.ts';
import { withCronDatabase } from './cron-settings.ts';
import { FILE_OPTIONS } from './file-options.ts';
import { dropClaimed } from './sweep-databases.ts';
import { describeServer } from './describe-server.ts';
import { giveLogin } from './role-login.ts';
import { chooseRoles } from './server-roles.ts';
import { withReusedContainer, type ReuseOptions } from './reused-container.ts';
import { buildFromTemplate, databasePreparation, templateForStart } from './templates/preparation.ts';

export interface StartOptions extends StartServerOptions, ReuseOptions, DatabaseFiles, ClusterWideOptions {
  /** Name of the database. Default: `elementaldb`. */
  database?: string | undefined;
}

const START_OPTIONS = {
  ...SERVER_OPTIONS,
  ...FILE_OPTIONS,
  reuseContainer: YES_OR_NO,
  database: TEXT,
} satisfies Record<keyof StartOptions, v.GenericSchema>;

export interface StartedDatabase extends AsyncDisposable {
  readonly server: PostgresServer;
  readonly database: string;
  /** URL of the migrated database, password included. */
  readonly url: string;
  /** How to connect, as in its record. */
  readonly details: ServerDetails;
  /** @internal */
  readonly content: DatabaseContent;
  /** Whether a copy of this state was in the cache, so that nothing had to be applied. */
  readonly fromCache: boolean;
  /** Stops a server that we started; on an existing server, drops the database. Can be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a server with a database that has every up migration and the client data applied. If the same files were
 * applied before, the embedded server is copied from a cache, without `initdb` and without running migrations.
 *
 * @throws InvalidOptionError; the errors of `readContent`, `refuseClusterWide`, `startServer` and `createDatabase`; MigrationSqlError
 */
export async function start(given: StartOptions): Promise<StartedDatabase> {
  requireStartOptions(given);
  return startWith(given, await readContent(given));
}

/** @throws InvalidOptionError */
export function requireStartOptions(given: StartOptions): void {
  checkOptions('start', v.strictObject(START_OPTIONS), given);
  requireDatabaseName(given.database ?? DEFAULT_DATABASE);
}

/** `start` with checked options and files that were read, under a name that may be claimed already. */
export async function startWith(
  given: StartOptions,
  files: DatabaseContent,
  reserved?: ClaimedRecord,
): Promise<StartedDatabase> {
  const { database = DEFAULT_DATABASE } = given;
  const { content, superuser, login } =
    given.server?.kind === 'existing'
      ? { content: files, superuser: given.user, login: undefined }
      : chooseRoles(files, given.user);
  const { reuseContainer = false, onProgress, allowClusterWide = false } = given;
  if ((given.server?.kind === 'existing' || reuseContainer) && !allowClusterWide) {
    await refuseClusterWide(content, { database, downs: false });
  }
  const template = reuseContainer ? await templateForStart({ database, content, onProgress }) : undefined;
  const settings = withCronDatabase(given.settings, database);
  const options = await withReusedContainer({ ...given, settings, user: superuser }, template?.preparation);
  const built = { database, content, onProgress };
  const { server, claimed } = await startChecked(
    { ...options, preparation: databasePreparation(built) },
    { claimed: reserved },
  );
  let made: OwnedDatabase | undefined;
  const end = (): Promise<void> => (isExisting(server) ? leaveExisting(server, claimed, made) : server.stop());
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= end());
  try {
    if (isExisting(server)) {
      made = await (template === undefined
        ? buildDatabase(server, built)
        : buildFromTemplate(server, built, template.top));
    }
    const details = describeServer(server, {
      name: claimed.record.name,
      database,
      version: content.version,
      login: login === undefined ? undefined : await giveLogin(server.connection(), server.password, login),
    });
    if (options.detached === true && isExisting(server)) {
      // In this order: whenever this process is killed, the database is either swept or found by its record.
      claimed.update({ details, detached: true });
      await made?.recordDetached(true);
      await server.lease.end();
    } else {
      claimed.update({ details });
    }
    const fromCache = 'fromCache' in server && server.fromCache === true;
    const { url } = details;
    return { server, database, url, details, content, fromCache, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    // The first error is the relevant one; the next run sweeps what cannot be stopped now.
    await stop().catch(() => undefined);
    throw error;
  }
}

async function leaveExisting(
  server: ExistingServer,
  claimed: ClaimedRecord,
  made: OwnedDatabase | undefined,
): Promise<void> {
  try {
    await made?.drop();
    // Its snapshots, and databases that another process restored under its name.
    await (claimed.record.detached
      ? withConnection(server.connection(), (lease) => dropClaimed({ ...server, lease }))
      : dropClaimed(server));
  } catch (error) {
    // `stop` finds a detached database by its record; any other is swept when its lease is free.
    await (claimed.record.detached ? server.lease.end() : server.stop());
    throw error;
  }
  await server.stop();
}
