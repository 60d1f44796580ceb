import type { ExistingServer } from '../../servers/existing.ts';
import { startChecked } from '../../servers/select.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { withCleanup } from '../../support/errors.ts';
import { serverEffects } from '../../sql/effects/cluster-wide-effects.ts';
import { EMPTY_DATABASE_BYTES, readContent, type DatabaseContent } from '../content.ts';
import { isExisting } from '../create-database.ts';
import { chooseRoles } from '../server-roles.ts';
import { dropClaimed, sweepDatabases } from '../sweep-databases.ts';
import { openCluster } from '../pool/cluster.ts';
import { urlOfReusedContainer } from '../reused-container.ts';
import type { TemplateChoice } from '../templates/define-template.ts';
import { ensureTemplate } from '../templates/ensure-template.ts';
import type { Layer } from '../templates/layer.ts';
import { layersFor } from '../templates/layers.ts';
import type { TestServerDescription } from './description.ts';
import type { ServerRequest, TestServerPlan } from './options.ts';
import { joinSharedServer } from './shared-server.ts';

export interface ReadLayers {
  top: Layer;
  /** Undefined for a template that needs no files when there are none. */
  content: DatabaseContent | undefined;
  /** The superuser of a server that is started for them; undefined for the default. */
  superuser: string | undefined;
  /** The role whose URL is handed out, if that is not the superuser. */
  login: string | undefined;
}

/** Reads the files that a template is made from. @throws the errors of `readContent` and `layersFor` */
export async function readLayers(
  { source, server, onProgress }: TestServerPlan,
  isForeign: boolean,
): Promise<ReadLayers> {
  const { user } = server.options;
  const reading = readContent(source.files);
  // Files are read even for a template without them: others on the same server may need them.
  const files = await (needsFiles(source.template) ? reading : reading.catch(() => undefined));
  const refuseClusterWide = isForeign && !source.allowClusterWide;
  const isOurs = !isForeign || server.kind === 'reused-container';
  const roles =
    files !== undefined && isOurs && needsFiles(source.template)
      ? chooseRoles(files, user)
      : { content: files, superuser: user, login: undefined };
  const { content } = roles;
  return { ...roles, top: await layersFor(source.template, { content, refuseClusterWide, onProgress }) };
}

function needsFiles(template: TemplateChoice | undefined): boolean {
  return typeof template === 'object' ? needsFiles(template.from) : template !== 'empty';
}

export interface OpenedServer {
  description: TestServerDescription;
  stop(): Promise<void>;
}

export interface OpenServerOptions {
  /** Keeps an existing server's record until `stop`, which then drops what was made for this run and is not in use. */
  hold: boolean;
  onProgress: ((step: string) => void) | undefined;
}

/** How many copies of a template the folder of an embedded server should have space for. */
const EXPECTED_COPIES = 16;

/** Opens the requested server. The data directory of an embedded one comes from the cache with the template in it. */
export async function openServer(
  { kind, options: given }: ServerRequest,
  layers: ReadLayers,
  { hold, onProgress }: OpenServerOptions,
): Promise<OpenedServer> {
  const options = { ...given, user: layers.superuser };
  const progress = onProgress === undefined ? {} : { onProgress };
  const { top, content } = layers;
  const preparation = {
    key: `templates ${top.key}`,
    bytes: EXPECTED_COPIES * (content?.bytes ?? EMPTY_DATABASE_BYTES),
    build: (server: PostgresServer) => buildOn(server, top),
  };
  if (kind === 'reused-container') {
    // Unused templates stay for the next run, which also drops what killed processes left.
    const url = await urlOfReusedContainer({ ...options, preparation, ...progress });
    return { description: { kind: 'docker', url, socketFolder: null, apart: '', claim: '' }, stop: nothing };
  }
  if (kind === 'shared') {
    const { server: _embedded, image: _none, ...embedded } = options;
    const shared = await joinSharedServer({ ...embedded, preparation, apart: await apartOf(layers), ...progress });
    return { description: shared.description, stop: () => Promise.resolve(shared.leave()) };
  }
  const { server } = await startChecked({ ...options, preparation, ...progress });
  return isExisting(server)
    ? useExisting(server, hold)
    : { description: describe(server, server.connectionString(), ''), stop: () => server.stop() };
}

async function useExisting(server: ExistingServer, hold: boolean): Promise<OpenedServer> {
  await sweepDatabases(server);
  const description = describe(server, server.connectionString(server.lease.database), server.claim);
  if (!hold) {
    // From now on each session of this process holds the leases of what it uses.
    await server.stop();
    return { description, stop: nothing };
  }
  const drop = async (): Promise<void> => {
    await dropClaimed(server);
    await sweepDatabases(server); // Databases taken over from other runs, if no one uses them now.
  };
  return { description, stop: () => withCleanup(drop, () => server.stop()) };
}

function describe({ kind }: PostgresServer, url: string, claim: string): TestServerDescription {
  return { kind, url, socketFolder: null, apart: '', claim };
}

async function nothing(): Promise<void> {
  await Promise.resolve();
}

/** While a server for the cache is being built: over its socket, since it has no password yet. */
async function buildOn(server: PostgresServer, top: Layer): Promise<void> {
  const target = server.connection();
  const socketFolder = typeof target === 'string' ? null : (target.host ?? null);
  const cluster = await openCluster({ ...describe(server, server.connectionString(), ''), socketFolder });
  try {
    await ensureTemplate(cluster, top);
  } finally {
    await cluster.end();
  }
}

/** Identifies the files if they change the server itself: then only they may use it. Otherwise empty. */
export async function apartOf({ content }: ReadLayers): Promise<string> {
  return content !== undefined && (await changesServer(content)) ? content.migrationsKey : '';
}

/** Every statement that changes a server has one of these words. Without them the files need not be parsed. */
const WORDS = /\b(?:role|user|group|tablespace|system|owned|parameter|database|grant|revoke|subscription)\b/i;

/**
 * Whether the files change the server itself, e.g. create a role. A second version of such files would find what the
 * first has created, so they need a server of their own.
 */
async function changesServer({ roleCreation = '', prelude, ups }: DatabaseContent): Promise<boolean> {
  const texts = [roleCreation, prelude?.sql ?? '', ...ups.map(({ sql = '' }) => sql)].filter((sql) => WORDS.test(sql));
  const effects = await Promise.all(texts.map((sql) => serverEffects(sql)));
  return effects.some((each) => each.length > 0);
}
