import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadClientData, applyMigrations } from '../databases/apply-content.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { chooseRoles } from '../databases/server-roles.ts';
import { DEFAULT_USER } from '../configuration/defaults.ts';
import { createDatabase, requireDatabaseName } from '../databases/create-database.ts';
import { chosenWorld, seedChosenWorld, type ChosenWorld, type WorldChoice } from '../energy/seed/world-choice.ts';
import { withConnection } from '../postgres/connect.ts';
import { buildImage } from '../servers/docker/build-image.ts';
import { sweepContainers } from '../servers/docker/containers.ts';
import { containerSettings, serverOf } from '../servers/docker/start.ts';
import { openEngine } from '../servers/docker/engine.ts';
import { INITDB_OPTIONS, launchContainer, type Launched } from '../servers/docker/launch.ts';
import { requireImage, type Image } from '../servers/docker/require-image.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { UsageError, withCleanup } from '../support/errors.ts';
import { PACKAGE_FOLDER } from '../support/package-folder.ts';

/** Files in the image besides the data directory. */
const SCRIPTS = ['entrypoint.sh', 'healthcheck.sh'];

const SCRIPTS_FOLDER = fileURLToPath(new URL('docker/', PACKAGE_FOLDER));

const IN_IMAGE = '/usr/local/share/elementaldb';

export interface MigratedImageOptions extends DatabaseFiles {
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
}

/**
 * Builds an image with a migrated database and golang-migrate's ledger. Its superuser has no password until the
 * container's first start gives it one (`POSTGRES_PASSWORD`).
 *
 * @throws the errors of `readContent`, `openEngine`, `requireImage`, `launchContainer` and `buildImage`;
 *   MigrationSqlError; UsageError `NO_CLIENT_DATA`, `BAD_TAG`, `BAD_WORLD`; the errors of `seed`
 */
export async function buildMigratedImage(options: MigratedImageOptions): Promise<MigratedImage> {
  const { database, base = 'postgres:18', withClientData = false, onProgress } = options;
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
  const tag = options.tag ?? defaultTag(database, content.version);
  requireTag(tag);
  const engine = await openEngine();
  await sweepContainers(engine);
  const image = await requireImage(engine, base, onProgress);
  const context = await mkdtemp(join(tmpdir(), 'elementaldb-image-'));
  return withCleanup(
    async () => {
      onProgress?.(`Starting a container of ${base}`);
      const settings = containerSettings();
      const site = { engine, image, user: superuser, settings, initdbOptions: INITDB_OPTIONS };
      const launched = await launchContainer(site, { data: undefined, detached: false });
      await withCleanup(
        async () => {
          await fill(launched, { database, content, world, onProgress });
          await packInto(context, launched);
        },
        () => launched.remove(),
      );
      await Promise.all(SCRIPTS.map((name) => copyFile(join(SCRIPTS_FOLDER, name), join(context, name))));
      await writeFile(
        join(context, 'Dockerfile'),
        dockerfile(engine.imageName(base), { ...image, superuser, login, database }),
      );
      onProgress?.(`Building the image ${tag}`);
      const labels = {
        'elementaldb.version': String(content.version ?? ''),
        'elementaldb.client-data': String(withClientData),
        'elementaldb.world': world === undefined ? '' : JSON.stringify(world.world),
      };
      const size = await buildImage(engine, { context, tag, labels });
      const clientData = all.clientData === undefined ? undefined : { file: all.clientData, included: withClientData };
      return { tag, base, database, user: login, version: content.version, clientData, size };
    },
    () => rm(context, { recursive: true, force: true }),
  );
}

function defaultTag(database: string, version: bigint | null): string {
  const name = database.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${name.replaceAll(/^-|-$/g, '')}:${version ?? 0}`;
}

/** Checks the tag before minutes are spent on the build. https://docs.docker.com/reference/cli/docker/image/tag/ */
function requireTag(tag: string): void {
  const part = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
  const named = new RegExp(`^(?:[\\w.-]+(?::\\d+)?/)?${part}(?:/${part})*(?::\\w[\\w.-]{0,127})?$`);
  if (!named.test(tag)) {
    throw new UsageError(`invalid image name: ${JSON.stringify(tag)}`, {
      code: 'BAD_TAG',
      hint: 'Use lower case, e.g. --tag registry.example/team/database:32.',
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
  await createDatabase(server, database);
  const target = server.connection(database);
  await applyMigrations(target, content, onProgress);
  await loadClientData(target, content, onProgress);
  if (world !== undefined) {
    onProgress?.('Seeding');
    await seedChosenWorld(server.connectionString(database), world);
  }
  await withConnection(server.connection(), (client) =>
    client.query(`ALTER ROLE ${quoteIdentifier(server.user)} PASSWORD NULL`),
  );
}

async function packInto(context: string, { container }: Launched): Promise<void> {
  const file = await open(join(context, 'data.tar'), 'wx', 0o644);
  await withCleanup(
    () => container.copyData(file.fd),
    () => file.close(),
  );
}

/** `docker/Dockerfile` without the stage that migrates. */
function dockerfile(
  base: string,
  { entrypoint, superuser, login, database }: Image & { superuser: string; login: string; database: string },
): string {
  return [
    `FROM ${base}`,
    `ENV ELEMENTALDB_BUILT_USER=${quoted(superuser)} ELEMENTALDB_BUILT_DATABASE=${quoted(database)}`,
    ...(login === superuser ? [] : [`ENV POSTGRES_USER=${quoted(login)}`]),
    `COPY ${[...SCRIPTS, 'data.tar'].join(' ')} ${IN_IMAGE}/`,
    `HEALTHCHECK --interval=2s --timeout=5s --start-period=60s CMD ["sh", "${IN_IMAGE}/healthcheck.sh"]`,
    `ENTRYPOINT ${JSON.stringify(['sh', `${IN_IMAGE}/entrypoint.sh`, ...entrypoint])}`,
    'CMD ["postgres"]',
    '',
  ].join('\n');
}

/** https://docs.docker.com/reference/dockerfile/#environment-replacement */
function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"$]/g, String.raw`\$&`)}"`;
}
