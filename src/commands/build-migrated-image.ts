import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { loadClientData, applyMigrations } from '../databases/apply-content.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { chooseRoles } from '../databases/server-roles.ts';
import { DEFAULT_USER } from '../configuration/defaults.ts';
import { createDatabase, requireDatabaseName } from '../databases/create-database.ts';
import { FILE_OPTIONS } from '../databases/file-options.ts';
import {
  WORLD_CHOICE,
  chosenWorld,
  seedChosenWorld,
  type ChosenWorld,
  type WorldChoice,
} from '../energy/seed/world-choice.ts';
import { withConnection } from '../postgres/connect.ts';
import { buildImage, label, quoted, reuseImage, unchangedSize } from '../servers/docker/build-image.ts';
import { runInContainer } from '../servers/docker/container-of-server.ts';
import { newContainerName, sweepContainers, withEngineLossCheck } from '../servers/docker/containers.ts';
import { openEngine, type Engine } from '../servers/docker/engine.ts';
import { INITDB_OPTIONS, launchContainer, type Launched } from '../servers/docker/launch.ts';
import { FOLDER_IN_IMAGE, requireImage, type Image } from '../servers/docker/require-image.ts';
import { containerSettings, serverOf } from '../servers/docker/start.ts';
import { claimRecord } from '../servers/registry.ts';
import { withServerLossCheck } from '../servers/server.ts';
import { sweepServers } from '../servers/sweep.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { CALLBACK, TEXT, YES_OR_NO, checkOptions } from '../support/check-options.ts';
import { InvalidOptionError, UsageError, withCleanup } from '../support/errors.ts';
import { stateFolder } from '../support/folders.ts';
import { contentHash } from '../support/hash.ts';
import { PACKAGE_FOLDER } from '../support/package-folder.ts';
import { toolEdition } from '../support/tool-version.ts';

/** Files in the image besides the data directory. */
const SCRIPTS = ['entrypoint.sh', 'healthcheck.sh'];

const SCRIPTS_FOLDER = fileURLToPath(new URL('docker/', PACKAGE_FOLDER));

export interface MigratedImageOptions extends Omit<DatabaseFiles, 'layout'> {
  /** Name of the database. */
  database: string;
  /** The superuser, `python` by default; or the role of the migrations that containers give the password to. */
  user?: string | undefined;
  /** The PostgreSQL image to build on; `postgres:18` by default. */
  base?: string | undefined;
  /** Name of the image; by default the database and its version, e.g. `elementaldb:32`. */
  tag?: string | undefined;
  /** Whether to include the client data, which everyone who can pull the image can read; false by default. */
  withClientData?: boolean | undefined;
  /** The synthetic world to fill the database with; none by default. */
  world?: WorldChoice | undefined;
  onProgress?: (step: string) => void;
}

const IMAGE_OPTIONS = v.strictObject({
  migrations: FILE_OPTIONS.migrations,
  clientData: FILE_OPTIONS.clientData,
  prelude: FILE_OPTIONS.prelude,
  to: FILE_OPTIONS.to,
  database: v.string('must be a string'),
  user: TEXT,
  base: TEXT,
  tag: TEXT,
  withClientData: YES_OR_NO,
  world: v.optional(v.strictObject(WORLD_CHOICE)),
  onProgress: CALLBACK,
} satisfies Record<keyof MigratedImageOptions, v.GenericSchema>);

export interface MigratedImage {
  tag: string;
  base: string;
  database: string;
  user: string;
  /** The version after the last migration; null without any. */
  version: bigint | null;
  /** Client data that the image holds, or that was left out; undefined if there is none. */
  clientData: { file: string; included: boolean } | undefined;
  /** Bytes, with the base image. */
  size: number;
  /** Whether an image with the same content was there; it has the tag now. */
  unchanged: boolean;
}

/**
 * Builds an image with a migrated database and golang-migrate's ledger; an image that was built from the same content is
 * used again. Its superuser has no password until the
 * container's first start gives it one (`POSTGRES_PASSWORD`).
 *
 * @throws InvalidOptionError; the errors of `readContent`, `openEngine`, `requireImage`, `launchContainer` and `buildImage`;
 *   MigrationSqlError; UsageError `NO_CLIENT_DATA`, `BAD_BASE`; the errors of `seed`
 */
export async function buildMigratedImage(options: MigratedImageOptions): Promise<MigratedImage> {
  const { database, base = 'postgres:18', withClientData = false, onProgress } = options;
  checkOptions('buildMigratedImage', IMAGE_OPTIONS, options);
  requireDatabaseName(database);
  const world = options.world === undefined ? undefined : chosenWorld(options.world);
  const {
    content: all,
    superuser = DEFAULT_USER,
    login = superuser,
  } = chooseRoles(await readContent(options), options.user);
  if (withClientData && all.clientData === undefined) {
    throw new UsageError('no client data for the image', {
      code: 'NO_CLIENT_DATA',
      hint: 'Name it with --client-data, or leave out --with-client-data.',
    });
  }
  const content = withClientData ? all : { ...all, clientData: undefined };
  const { version } = content;
  const tag = options.tag ?? defaultTag(database, version);
  requireTag(tag);
  const clientData = all.clientData === undefined ? undefined : { file: all.clientData, included: withClientData };
  const scripts = await readScripts();
  const inputsOn = (baseId: string): string =>
    contentHash([
      toolEdition(),
      ...scripts,
      baseId,
      superuser,
      login,
      database,
      String(withClientData),
      withClientData ? content.key : content.migrationsKey,
      JSON.stringify(world ?? null),
    ]);
  const result = (size: number, unchanged: boolean): MigratedImage => {
    return { tag, base, database, user: login, version, clientData, size, unchanged };
  };
  const known = await unchangedSize(tag, base, inputsOn);
  if (known !== undefined) {
    return result(known, true);
  }
  const engine = await openEngine({ onProgress });
  return withEngineLossCheck(engine, async () => {
    const image = await requireImage(engine, base, onProgress, '--base');
    refuseMigrated(image);
    const contents = { database, content, world, onProgress };
    const inputs = inputsOn(image.id);
    const present = await reuseImage(engine, inputs, tag);
    return present === undefined
      ? result(await build(engine, { image, superuser, login, tag, inputs, withClientData, ...contents }), false)
      : result(present, true);
  });
}

interface Build extends Contents {
  image: Image;
  superuser: string;
  login: string;
  tag: string;
  inputs: string;
  withClientData: boolean;
}

/** Runs the migrations in a container of the base image, which also packs the files of the new image. */
async function build(
  engine: Engine,
  { image, superuser, login, tag, inputs, withClientData, ...contents }: Build,
): Promise<number> {
  const { database, content, world, onProgress } = contents;
  const state = stateFolder();
  await sweepServers(state);
  await sweepContainers(engine);
  // Finds the second container, which has no label, if this process is killed.
  const claimed = claimRecord(state, 'docker');
  try {
    onProgress?.(`Starting a container of ${image.name}`);
    const settings = containerSettings();
    const site = { engine, image, user: superuser, settings, initdbOptions: INITDB_OPTIONS };
    const launched = await launchContainer(site, { data: undefined, detached: false });
    return await withCleanup(
      async () => {
        await fill(launched, contents);
        onProgress?.(`Building the image ${tag}`);
        await putFiles(engine, launched);
        const scratch = newContainerName();
        claimed.update({ container: scratch });
        return buildImage(engine, {
          from: image.id,
          source: launched.container.id,
          folder: FOLDER_IN_IMAGE,
          instructions: [
            ...configure(image, { superuser, login, database }),
            label('elementaldb.version', String(content.version ?? '')),
            label('elementaldb.client-data', String(withClientData)),
            label('elementaldb.world', world === undefined ? '' : JSON.stringify(world.world)),
          ],
          tag,
          inputs,
          scratch,
        });
      },
      () => launched.remove(),
    );
  } finally {
    claimed.release();
  }
}

/** Its layers would keep the database of the base, perhaps with client data. */
function refuseMigrated({ name, isMigrated }: Image): void {
  if (isMigrated) {
    throw new UsageError(`the base image ${name} holds a migrated database already`, {
      code: 'BAD_BASE',
      hint: 'Name the PostgreSQL image that it was built on, e.g. --base postgres:18.',
    });
  }
}

function defaultTag(database: string, version: bigint | null): string {
  const name = database.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${name.replaceAll(/^-|-$/g, '')}:${version ?? 0}`;
}

/** Checks the tag before minutes are spent on the build. https://docs.docker.com/reference/cli/docker/image/tag/ */
function requireTag(tag: string): void {
  const part = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
  // Only a name with a dot or a port is the host of a registry, which may have capitals.
  const host = String.raw`(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+)/`;
  const named = new RegExp(`^(?:${host})?${part}(?:/${part})*(?::\\w[\\w.-]{0,127})?$`);
  if (!named.test(tag)) {
    throw new InvalidOptionError('tag', {
      message: `invalid image name: ${JSON.stringify(tag)}`,
      hint: 'Use lower case, except for the version, e.g. --tag registry.example/team/database:32.',
    });
  }
}

interface Contents {
  database: string;
  content: DatabaseContent;
  world: ChosenWorld | undefined;
  onProgress: ((step: string) => void) | undefined;
}

/** Fills the database of the image. */
async function fill(launched: Launched, { database, content, world, onProgress }: Contents): Promise<void> {
  const server = serverOf(launched, () => undefined, false);
  await withServerLossCheck(server, async () => {
    await createDatabase(server, database);
    const target = server.connection(database);
    await applyMigrations({ connection: target, url: server.connectionString(database) }, content, onProgress);
    await loadClientData(target, content, onProgress);
    if (world !== undefined) {
      onProgress?.('Seeding');
      await seedChosenWorld(server.connectionString(database), world);
    }
    await withConnection(server.connection(), (client) =>
      client.query(`ALTER ROLE ${quoteIdentifier(server.user)} PASSWORD NULL`),
    );
  });
}

function readScripts(): Promise<string[]> {
  return Promise.all(SCRIPTS.map((name) => readFile(join(SCRIPTS_FOLDER, name), 'utf8')));
}

/** Puts the data directory and our scripts into a folder of the container. */
async function putFiles(engine: Engine, { container }: Launched): Promise<void> {
  const texts = await readScripts();
  const script = [
    'mkdir -p "$0" && cd "$0"',
    ...SCRIPTS.map((name, index) => `printf %s "$${index + 1}" >${name}`),
    'chmod 644 *',
  ];
  const command = ['/bin/sh', '-c', script.join(' && '), FOLDER_IN_IMAGE, ...texts];
  const { exitCode, stderr } = await runInContainer({ engine, id: container.id }, command);
  if (exitCode !== 0) {
    throw new Error(`cannot write ${FOLDER_IN_IMAGE}: ${stderr.trim()}`);
  }
  await container.packData(`${FOLDER_IN_IMAGE}/data.tar`);
}

/** The configuration of `docker/Dockerfile`. */
function configure(
  { entrypoint }: Image,
  { superuser, login, database }: { superuser: string; login: string; database: string },
): string[] {
  return [
    `ENV ELEMENTALDB_BUILT_USER=${quoted(superuser)} ELEMENTALDB_BUILT_DATABASE=${quoted(database)}`,
    ...(login === superuser ? [] : [`ENV POSTGRES_USER=${quoted(login)}`]),
    `HEALTHCHECK --interval=2s --timeout=5s --start-period=60s CMD ["sh", "${FOLDER_IN_IMAGE}/healthcheck.sh"]`,
    `ENTRYPOINT ${JSON.stringify(['sh', `${FOLDER_IN_IMAGE}/entrypoint.sh`, ...entrypoint])}`,
    'CMD ["postgres"]',
  ];
}
