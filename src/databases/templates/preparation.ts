import type { PostgresServer, Preparation } from '../../servers/server.ts';
import { buildDatabase, type BuiltDatabase } from '../apply-content.ts';
import { changesServer } from '../cluster-wide.ts';
import { EMPTY_DATABASE_BYTES, type DatabaseContent } from '../content.ts';
import { openCluster, type Cluster } from '../pool/cluster.ts';
import type { OwnedDatabase } from '../create-database.ts';
import { describeContainer, type TestServerDescription } from '../testing/description.ts';
import { ensureTemplate, makeTemplateOf } from './ensure-template.ts';
import type { Layer } from './layer.ts';
import { layersFor } from './layers.ts';

/** How many copies of a template the folder of an embedded server should have space for. */
const EXPECTED_COPIES = 16;

/** The names of databases that every server has. */
const TAKEN = new Set(['postgres', 'template0', 'template1']);

/** A server with one database that has all migrations and the client data. */
export function databasePreparation(built: BuiltDatabase): Preparation {
  const { database, content } = built;
  const build = async (server: PostgresServer): Promise<void> => {
    await buildDatabase(server, built);
  };
  return { key: `${database} ${content.key}`, bytes: content.bytes, build };
}

export interface TemplatePreparation {
  top: Layer;
  /** All files that the layers are made from; undefined without any. */
  content: DatabaseContent | undefined;
  /** The name of the database while files are applied to it. */
  database: string;
  onProgress: ((step: string) => void) | undefined;
}

/**
 * A server with the template of a layer. If only files make it, it uses the cached state of `databasePreparation`, whose
 * database becomes the template: so what `start` has applied serves tests, and the other way round.
 */
export function templatePreparation({ top, content, database, onProgress }: TemplatePreparation): Preparation {
  const bytes = EXPECTED_COPIES * (content?.bytes ?? EMPTY_DATABASE_BYTES);
  if (top.content === undefined || TAKEN.has(database)) {
    const build = (server: PostgresServer): Promise<void> =>
      onCluster(server, (cluster) => ensureTemplate(cluster, top));
    return { key: `templates ${top.key}`, bytes, build };
  }
  return {
    ...databasePreparation({ database, content: top.content, onProgress }),
    bytes,
    adapt: (server) => onCluster(server, (cluster) => makeTemplateOf(cluster, top, database)),
  };
}

/** The template that a database on a reused container is copied from; undefined if the files change their server. */
export async function templateForStart(
  built: BuiltDatabase,
): Promise<{ top: Layer; preparation: () => Promise<Preparation> } | undefined> {
  const { content, database, onProgress } = built;
  if (await changesServer(content)) {
    return undefined; // They may name their database, which has another name while a template is made.
  }
  const top = await layersFor(undefined, { content, refuseClusterWide: false, onProgress });
  const preparation = templatePreparation({ top, content, database, onProgress });
  return { top, preparation: () => Promise.resolve(preparation) };
}

/** Copies a database from the template of a layer, which is made if it is not on the server. */
export async function buildFromTemplate(
  server: PostgresServer,
  built: BuiltDatabase,
  top: Layer,
): Promise<OwnedDatabase> {
  const cluster = await openCluster(describeContainer(server.connectionString()));
  try {
    const { name } = await ensureTemplate(cluster, top);
    return await buildDatabase(server, { ...built, template: name });
  } finally {
    await cluster.end();
  }
}

/** Over the socket of an embedded server, which has no password yet while it is built. */
async function onCluster(server: PostgresServer, work: (cluster: Cluster) => Promise<unknown>): Promise<void> {
  const target = server.connection();
  const socketFolder = typeof target === 'string' ? null : (target.host ?? null);
  const cluster = await openCluster({ ...describeTestServer(server, ''), socketFolder });
  try {
    await work(cluster);
  } finally {
    await cluster.end();
  }
}

/** How test processes find a server that we started. */
export function describeTestServer(
  server: PostgresServer,
  claim: string,
  url = server.connectionString(),
): TestServerDescription {
  return { kind: server.kind, url, socketFolder: null, apart: '', claim };
}
