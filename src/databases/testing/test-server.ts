import { resolve } from 'node:path';

import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import type { ExistingServer } from '../../servers/existing.ts';
import { startServer } from '../../servers/select.ts';
import type { ServerChoice } from '../../servers/server-choice.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { withCleanup } from '../../support/errors.ts';
import type { ClusterWideOptions } from '../cluster-wide.ts';
import { EMPTY_DATABASE_BYTES, readContent, type DatabaseContent, type DatabaseFiles } from '../content.ts';
import { dropClaimed, sweepDatabases } from '../create-database.ts';
import { openCluster, type Cluster } from '../pool/cluster.ts';
import { reclaim } from '../pool/reclaim.ts';
import { urlOfReusedContainer } from '../reused-container.ts';
import type { TemplateChoice } from '../templates/define-template.ts';
import { ensureTemplate } from '../templates/ensure-template.ts';
import type { Layer } from '../templates/layer.ts';
import { layersFor } from '../templates/layers.ts';
import { checkTestOptions } from './check-options.ts';
import { TEST_SERVER_VARIABLE, type TestServerDescription } from './description.ts';
import { joinSharedServer } from './shared-server.ts';

/** What test databases are made from. */
export interface TemplateOptions extends Partial<DatabaseFiles>, ClusterWideOptions {
  /** What a test database starts as: all migrations and, where there are any, the client data unless told. */
  template?: TemplateChoice | undefined;
  onProgress?: ((step: string) => void) | undefined;
}

export interface TestServerOptions extends TemplateOptions {
  /** Where databases are made: an embedded server that all processes share unless told. */
  server?: ServerChoice | undefined;
  /** Major version of the embedded server. */
  major?: number | undefined;
  /** Folder of PostgreSQL programs for the embedded server. */
  pgBin?: string | undefined;
  /** Image for a container. */
  image?: string | undefined;
  /** Whether a container stays for the next run; see `ReuseOptions`. */
  reuseContainer?: boolean | undefined;
  /** Superuser on servers we start; `python` unless told. */
  user?: string | undefined;
  /** Server settings on top of those for throw-away data. */
  settings?: Readonly<Record<string, string>> | undefined;
}

/** The server of a test run. */
export interface TestServer extends AsyncDisposable {
  /** For `testDatabase({ on })` in any process; it holds the password and can be sent as JSON. */
  readonly description: TestServerDescription;
  /** The same as variables of the environment, which `testDatabase()` looks at. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gives it up: what is ours on a server that is not, and that no other run uses, goes; a shared one ends seconds after its last user. Idempotent. */
  stop(): Promise<void>;
}

/** How many copies of a template the folder of an embedded server should have room for. */
const ROOM_FOR = 16;

/**
 * Starts, or joins, the server for a test run and makes the template, so that the first test need not wait. For a set-up
 * that runs before the processes of the tests; without one `testDatabase()` does the same by itself.
 *
 * @throws UsageError `BAD_OPTION`; the errors of `startServer`, `readContent` and of what the template is made from
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  checkTestOptions(options);
  const layers = await readLayers(options, options.server?.kind === 'existing' || options.reuseContainer === true);
  const opened = await openServer(options, layers, { hold: true });
  let cluster: Cluster | undefined;
  const end = (): Promise<void> =>
    withCleanup(
      () => cluster?.end() ?? Promise.resolve(),
      () => opened.stop(),
    );
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= end());
  try {
    // Open until the end: while it has its share of the template, nobody drops that.
    cluster = await openCluster(opened.description);
    await reclaim(cluster);
    await ensureTemplate(cluster, layers.top);
  } catch (error) {
    await stop().catch(() => undefined); // The first error explains.
    throw error;
  }
  return {
    description: opened.description,
    environment: { [TEST_SERVER_VARIABLE]: JSON.stringify(opened.description) },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export interface ReadLayers {
  top: Layer;
  /** Undefined for what needs no files, if there are none. */
  content: DatabaseContent | undefined;
}

/** Reads the files that a template is made from: `./migrations` unless told. */
export async function readLayers(options: TemplateOptions, notOurs: boolean): Promise<ReadLayers> {
  const { template, clientData, prelude, onProgress, migrations = DEFAULT_MIGRATIONS } = options;
  const reading = readContent({ migrations: resolve(migrations), clientData, prelude });
  // What needs no files may be followed by what does, on the same server.
  const content = await (needsFiles(template) ? reading : reading.catch(() => undefined));
  const refuseClusterWide = notOurs && options.allowClusterWide !== true;
  return { content, top: await layersFor(template, { content, refuseClusterWide, onProgress }) };
}

function needsFiles(template: TemplateChoice | undefined): boolean {
  return typeof template === 'object' ? needsFiles(template.from) : template !== 'empty';
}

export interface OpenedServer {
  description: TestServerDescription;
  stop(): Promise<void>;
}

export interface OpenServerOptions {
  /** Whether a server that is not ours is held until `stop`, which then drops all that was made for this run and is not in use. */
  hold: boolean;
}

/** Opens the server that is asked for. The data directory of an embedded one comes with the template, from the cache. */
export async function openServer(
  options: TestServerOptions,
  { top, content }: ReadLayers,
  { hold }: OpenServerOptions,
): Promise<OpenedServer> {
  const { server: choice, major, pgBin, image, user, settings, onProgress } = options;
  const progress = onProgress === undefined ? {} : { onProgress };
  const build = (server: PostgresServer): Promise<void> => buildOn(server, top);
  const preparation = {
    key: `templates ${top.key}`,
    bytes: ROOM_FOR * (content?.bytes ?? EMPTY_DATABASE_BYTES),
    build,
  };
  if (options.reuseContainer !== true && (choice === undefined || choice.kind === 'embedded')) {
    const apart = apartOf({ top, content });
    const shared = await joinSharedServer({ major, pgBin, user, settings, preparation, apart, ...progress });
    return {
      description: shared.description,
      stop: () => {
        shared.leave();
        return Promise.resolve();
      },
    };
  }
  if (options.reuseContainer === true) {
    // As with the shared server: templates that nobody uses stay for the next run, what is left of killed ones goes then.
    const url = await urlOfReusedContainer({ server: choice, image, user, settings, ...progress });
    return {
      description: { kind: 'docker', url, socketFolder: null, apart: '', claim: '' },
      stop: () => Promise.resolve(),
    };
  }
  const { server } = await startServer({
    server: choice,
    major,
    pgBin,
    image,
    user,
    settings,
    preparation,
    ...progress,
  });
  if (!isExisting(server)) {
    const description = { kind: server.kind, url: server.connectionString(), socketFolder: null, apart: '', claim: '' };
    return { description, stop: () => server.stop() };
  }
  await sweepDatabases(server);
  const url = server.connectionString(server.lease.database);
  const description = { kind: server.kind, url, socketFolder: null, apart: '', claim: server.claim };
  if (!hold) {
    // It was looked at and swept. From now on each session of this process holds what it uses.
    await server.stop();
    return { description, stop: () => Promise.resolve() };
  }
  return {
    description,
    stop: () =>
      withCleanup(
        async () => {
          await dropClaimed(server);
          await sweepDatabases(server); // What it has taken over from others, if nobody uses it by now.
        },
        () => server.stop(),
      ),
  };
}

/** While a server for the cache is being built: over its socket, since it has no password yet. */
async function buildOn(server: PostgresServer, top: Layer): Promise<void> {
  const target = server.connection();
  const socketFolder = typeof target === 'string' ? null : (target.host ?? null);
  const cluster = await openCluster({
    kind: server.kind,
    url: server.connectionString(),
    socketFolder,
    apart: '',
    claim: '',
  });
  try {
    await ensureTemplate(cluster, top);
  } finally {
    await cluster.end();
  }
}

/** Stands for the files if they change the server itself, so that it is theirs alone; else empty. */
export function apartOf({ content }: ReadLayers): string {
  return content !== undefined && changesServer(content) ? content.migrationsKey : '';
}

/**
 * Whether the files seem to change the server itself, e.g. create a role: then nobody else can share it, and a second
 * edition of the files would find what the first has made. A word too many costs only a server of its own.
 */
function changesServer({ prelude, ups }: DatabaseContent): boolean {
  const words = /\b(?:create|alter|drop)\s+(?:role|user|group|tablespace|system|subscription)\b/i;
  return [prelude?.sql ?? '', ...ups.map(({ sql = '' }) => sql)].some((sql) => words.test(sql));
}

function isExisting(server: PostgresServer): server is ExistingServer {
  return server.kind === 'existing';
}
