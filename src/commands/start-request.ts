import { DEFAULT_DATABASE, DEFAULT_USER } from '../configuration/defaults.ts';
import type { DatabaseContent } from '../databases/content.ts';
import { chooseRoles } from '../databases/server-roles.ts';
import type { StartOptions } from '../databases/start.ts';
import { safeUrl } from '../postgres/safe-url.ts';
import { DEFAULT_IMAGE } from '../servers/docker/start.ts';
import { findBinaries } from '../servers/embedded/binaries.ts';
import { contentHash } from '../support/hash.ts';

/** Everything that makes a server with another database, by the name of its option, as text for a person. */
export type StartRequest = Readonly<Record<string, string>>;

/**
 * What a start asks for. Two starts with equal requests give the same database: files count by their content, so that
 * the same migrations in another folder are the same; PostgreSQL by its version and build.
 *
 * @throws the errors of `findBinaries`
 */
export async function startRequest(options: StartOptions, files: DatabaseContent): Promise<StartRequest> {
  const { server = { kind: 'embedded' }, reuseContainer = false, database = DEFAULT_DATABASE } = options;
  const common = { '--database': database, ...contentOf(files), '--set': settingsText(options.settings) };
  switch (server.kind) {
    case 'embedded':
      return {
        '--server': 'embedded',
        '--postgres': await buildOf(options),
        ...common,
        '--user': userOf(options, files),
      };
    case 'docker':
      return {
        '--server': reuseContainer ? 'docker, reused' : 'docker',
        '--image': options.image ?? DEFAULT_IMAGE,
        ...common,
        '--user': userOf(options, files),
      };
    case 'existing':
      return { '--server': safeUrl(server.url), ...common };
  }
}

/** What differs, one line an option; empty if both ask for the same. */
export function requestDifferences(running: StartRequest, wanted: StartRequest): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(running)]);
  return [...names]
    .filter((name) => running[name] !== wanted[name])
    .map((name) => `${name}: runs with ${running[name] ?? NONE}, wanted ${wanted[name] ?? NONE}`);
}

const NONE = 'none';

function contentOf(content: DatabaseContent): StartRequest {
  const { ups, prelude, clientData, clientDataKey, version, command, migrationsKey } = content;
  const texts = ups.flatMap(({ migration, sql }) => [String(migration.version), migration.name, sql ?? '']);
  return {
    '--migrations':
      command !== undefined
        ? `${command.command.join(' ')} (${shortHash([migrationsKey])})`
        : version === null
          ? NONE
          : `version ${version} (${shortHash(texts)})`,
    '--prelude': prelude === undefined ? NONE : shortHash([prelude.sql]),
    '--client-data': clientData === undefined ? NONE : shortHash([clientDataKey ?? '']),
  };
}

function shortHash(texts: readonly string[]): string {
  return `content ${contentHash(texts).slice(0, 12)}`;
}

async function buildOf({ pgBin, major, projectFolder }: StartOptions): Promise<string> {
  const { version, build, home, origin } = await findBinaries({ pgBin, major, projectFolder });
  return origin === 'system' ? `${version.text} in ${home}` : `${version.text} (${build})`;
}

/** The role of the URL, which depends on the migrations if they make it. */
function userOf({ user }: StartOptions, files: DatabaseContent): string {
  const { superuser, login } = chooseRoles(files, user);
  return login ?? superuser ?? DEFAULT_USER;
}

function settingsText(settings: StartOptions['settings'] = {}): string {
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? NONE : pairs.toSorted().join(', ');
}
