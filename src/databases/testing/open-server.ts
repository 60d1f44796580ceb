import type { ExistingServer } from '../../servers/existing.ts';
import { startChecked } from '../../servers/select.ts';
import type { Preparation } from '../../servers/server.ts';
import { withCleanup } from '../../support/errors.ts';
import { changesServer, refuseClusterWide } from '../cluster-wide.ts';
import { readContent, type DatabaseContent } from '../content.ts';
import { isExisting } from '../create-database.ts';
import { chooseRoles } from '../server-roles.ts';
import { dropClaimed, sweepDatabases } from '../sweep-databases.ts';
import { urlOfReusedContainer } from '../reused-container.ts';
import type { TemplateChoice } from '../templates/define-template.ts';
import type { Layer } from '../templates/layer.ts';
import { layersFor } from '../templates/layers.ts';
import { describeTestServer, templatePreparation } from '../templates/preparation.ts';
import { describeContainer, type TestServerDescription } from './description.ts';
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
  /** The name of the database while the files are applied on a new server. */
  database: string;
  /** Refuses files that change more than their database. */
  refuseClusterWide: boolean;
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
  const isConfined = isForeign && !source.allowClusterWide;
  const isOurs = !isForeign || server.kind === 'reused-container';
  const roles =
    files !== undefined && isOurs && needsFiles(source.template)
      ? chooseRoles(files, user)
      : { content: files, superuser: user, login: undefined };
  const { content } = roles;
  const top = await layersFor(source.template, { content, refuseClusterWide: isConfined, onProgress });
  return { ...roles, top, database: source.database, refuseClusterWide: isConfined };
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

/** Opens the requested server. The data directory of an embedded one comes from the cache with the template in it. */
export async function openServer(
  { kind, options: given }: ServerRequest,
  layers: ReadLayers,
  { hold, onProgress }: OpenServerOptions,
): Promise<OpenedServer> {
  const options = { ...given, user: layers.superuser };
  const progress = onProgress === undefined ? {} : { onProgress };
  const { top, content, database } = layers;
  const preparation = templatePreparation({ top, content, database, onProgress });
  if (kind === 'reused-container') {
    // Unused templates stay for the next run, which also drops what killed processes left.
    const confined = async (): Promise<Preparation> => {
      // A cached state may be from a run that could change its server.
      if (layers.refuseClusterWide && content !== undefined) {
        await refuseClusterWide(top.content ?? content, { downs: false });
      }
      return preparation;
    };
    const url = await urlOfReusedContainer({ ...options, ...progress }, confined);
    return { description: describeContainer(url), stop: nothing };
  }
  if (kind === 'shared') {
    const { server: _embedded, image: _none, ...embedded } = options;
    const shared = await joinSharedServer({ ...embedded, preparation, apart: await apartOf(layers), ...progress });
    return { description: shared.description, stop: () => Promise.resolve(shared.leave()) };
  }
  const { server } = await startChecked({ ...options, preparation, ...progress }, { forTests: true });
  return isExisting(server)
    ? useExisting(server, hold)
    : { description: describeTestServer(server, ''), stop: () => server.stop() };
}

async function useExisting(server: ExistingServer, hold: boolean): Promise<OpenedServer> {
  await sweepDatabases(server);
  const description = describeTestServer(server, server.claim, server.connectionString(server.lease.database));
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

async function nothing(): Promise<void> {
  await Promise.resolve();
}

/** Identifies the files if they change the server itself: then only they may use it. Otherwise empty. */
export async function apartOf({ content }: Pick<ReadLayers, 'content'>): Promise<string> {
  return content !== undefined && (await changesServer(content)) ? content.migrationsKey : '';
}
