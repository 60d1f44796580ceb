import { resolve } from 'node:path';

import * as v from 'valibot';

import { DEFAULT_DATABASE, DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import type { ServerChoice } from '../../servers/server-choice.ts';
import { SERVER_CHOICE } from '../../servers/server-options.ts';
import { withCronDatabase } from '../cron-settings.ts';
import {
  ANYTHING,
  CALLBACK,
  COUNT,
  NUMBER,
  TEXT,
  TEXT_RECORD,
  YES_OR_NO,
  checkOptions,
  oneOf,
} from '../../support/check-options.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import type { ClusterWideOptions } from '../cluster-wide.ts';
import type { DatabaseFiles } from '../content.ts';
import { requireDatabaseName } from '../create-database.ts';
import { FILE_OPTIONS } from '../file-options.ts';
import type { PoolLimits } from '../pool/database-pool.ts';
import type { TemplateChoice } from '../templates/define-template.ts';
import { serverFromEnvironment, parseDescription, type TestServerDescription } from './description.ts';

export interface TestServerOptions extends Partial<DatabaseFiles>, ClusterWideOptions {
  /** What a test database starts as. Default: all migrations and, if there are any, the client data. */
  template?: TemplateChoice | undefined;
  /** The name of the database while the files are applied to it; the same as for `start`. Default: `elementaldb`. */
  database?: string | undefined;
  /** Where databases are created. Default: an embedded server that all processes of this user share. */
  server?: ServerChoice | undefined;
  /** Major version of the embedded server. */
  major?: number | undefined;
  /** Folder of PostgreSQL programs for the embedded server. */
  pgBin?: string | undefined;
  /** Image for a container. */
  image?: string | undefined;
  /** Leaves the container running for the next run; see `ReuseOptions`. */
  reuseContainer?: boolean | undefined;
  /** Superuser on servers we start. Default: `python`. */
  user?: string | undefined;
  /** Server settings, added to those for temporary data. */
  settings?: Readonly<Record<string, string>> | undefined;
  onProgress?: ((step: string) => void) | undefined;
}

export interface TestDatabaseOptions extends TestServerOptions, PoolLimits {
  /** The server of the test run, from `startTestServer`. Default: the one named by the environment, else our own. */
  on?: TestServerDescription | undefined;
  /**
   * `database` (default): a separate database. `transaction`: a transaction that is rolled back, on one connection to a
   * database that the tests of this process share. That is faster, and for code that uses the connection it is given.
   */
  isolation?: 'database' | 'transaction' | undefined;
  /** Gets a warning about connections that are open when the database is closed. Default: a warning of the process. */
  onWarning?: ((message: string) => void) | undefined;
}

/** What databases are made from: files and the template. */
export interface TemplateRequest {
  template: TemplateChoice | undefined;
  files: DatabaseFiles;
  /** The name of the database while the files are applied on a new server. */
  database: string;
  /** Whether the files may change more than their database. */
  allowClusterWide: boolean;
}

/** Where databases are made. */
export interface ServerRequest {
  /** The shared embedded server; a container that stays for the next run; any other server. */
  kind: 'shared' | 'reused-container' | 'separate';
  /** Whether what else is on the server is not ours. */
  isForeign: boolean;
  options: Pick<TestServerOptions, 'server' | 'major' | 'pgBin' | 'image' | 'user' | 'settings'>;
}

/** The options of `startTestServer`, checked. */
export interface TestServerPlan {
  source: TemplateRequest;
  server: ServerRequest;
  onProgress: ((step: string) => void) | undefined;
}

/** The options of `testDatabase`, checked. */
export interface TestDatabasePlan extends TestServerPlan {
  limits: PoolLimits;
  on: TestServerDescription | undefined;
  isolation: 'database' | 'transaction';
  onWarning: (message: string) => void;
}

const TEST_SERVER_OPTIONS = {
  ...FILE_OPTIONS,
  migrations: TEXT,
  template: ANYTHING, // Checked by `layersFor`.
  database: TEXT,
  server: SERVER_CHOICE,
  major: NUMBER,
  pgBin: TEXT,
  image: TEXT,
  reuseContainer: YES_OR_NO,
  user: TEXT,
  settings: TEXT_RECORD,
  onProgress: CALLBACK,
} satisfies Record<keyof TestServerOptions, v.GenericSchema>;

const DATABASE_OPTIONS = v.strictObject({
  ...TEST_SERVER_OPTIONS,
  on: ANYTHING, // Checked by `parseDescription`.
  isolation: oneOf('database', 'transaction'),
  limit: COUNT,
  maxBytes: COUNT,
  reuse: YES_OR_NO,
  onWarning: CALLBACK,
});

const HINT = 'Correct the call; docs/testing.md lists the options.';

/** @throws InvalidOptionError naming every invalid option, before anything starts */
export function readServerOptions(options: TestServerOptions): TestServerPlan {
  checkOptions('startTestServer', v.strictObject(TEST_SERVER_OPTIONS), options, HINT);
  return serverPlan(options);
}

/** @throws InvalidOptionError naming every invalid option; UsageError `BAD_TEST_SERVER` for the environment's server */
export function readDatabaseOptions(options: TestDatabaseOptions): TestDatabasePlan {
  checkOptions('testDatabase', DATABASE_OPTIONS, options, HINT);
  const { on, isolation = 'database', limit, maxBytes, reuse, onWarning = emitWarning } = options;
  return {
    ...serverPlan(options),
    on: on === undefined ? serverFromEnvironment() : checkedDescription(on),
    isolation,
    onWarning,
    limits: { limit, maxBytes, reuse },
  };
}

function emitWarning(message: string): void {
  process.emitWarning(message, { code: 'ELEMENTALDB_OPEN_CONNECTIONS' });
}

function checkedDescription(on: TestServerDescription): TestServerDescription {
  const description = parseDescription(JSON.stringify(on));
  if (description === undefined) {
    throw new InvalidOptionError('on', {
      message: 'invalid option for testDatabase: on does not describe a server',
      hint: 'Pass `description` of startTestServer().',
    });
  }
  return description;
}

function serverPlan(options: TestServerOptions): TestServerPlan {
  const { migrations = DEFAULT_MIGRATIONS, layout, clientData, prelude, to } = options;
  const { template, allowClusterWide = false } = options;
  const { server, major, pgBin, image, user, settings, reuseContainer = false, onProgress } = options;
  const { database = DEFAULT_DATABASE } = options;
  requireDatabaseName(database);
  const files = {
    migrations: resolve(migrations),
    layout,
    clientData,
    prelude,
    to: to === undefined ? undefined : String(to),
  };
  const ownKind = server === undefined || server.kind === 'embedded' ? 'shared' : 'separate';
  return {
    source: { template, allowClusterWide, files, database },
    server: {
      kind: reuseContainer ? 'reused-container' : ownKind,
      isForeign: reuseContainer || server?.kind === 'existing',
      options: { server, major, pgBin, image, user, settings: withCronDatabase(settings, database) },
    },
    onProgress,
  };
}
