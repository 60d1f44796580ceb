import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { pythonProgramFolders } from '../../servers/embedded/python-binaries.ts';
import { parseServerVersion, type ServerVersion } from '../../servers/server.ts';
import { EnvironmentError } from '../../support/errors.ts';

/** `pg_dump` and `pg_restore` of one version; the packages of the embedded server contain neither. */
export interface PgPrograms {
  /** The folder with both. */
  folder: string;
  version: ServerVersion;
}

export interface PgProgramsOptions {
  /** Their folder. Default: the best that is found. */
  pgBin?: string | undefined;
}

/** Where installers create one folder for each major version: parent, pattern of the folder's name, folder inside. */
const VERSIONED = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'], // Debian, Ubuntu
  ['/usr', /^pgsql-\d+$/, 'bin'], // Red Hat
  ['/usr/libexec', /^postgresql\d+$/, ''], // Alpine
  ['/opt/homebrew/opt', /^(?:postgresql@\d+|libpq)$/, 'bin'], // macOS
  ['/usr/local/opt', /^(?:postgresql@\d+|libpq)$/, 'bin'],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/, 'bin'],
] as const;

/**
 * Finds the programs that work with a server of that major version. Older ones do not, since `pg_dump` refuses newer
 * servers. The nearest version comes first, because most servers can read its dumps. Searches `pgBin` if it is given,
 * otherwise the folders of installers, PATH, and what a Python package brings.
 *
 * @throws EnvironmentError `NO_PG_DUMP`, saying what to install
 */
export async function findPgPrograms(
  major: number,
  { pgBin }: PgProgramsOptions = {},
): Promise<[PgPrograms, ...PgPrograms[]]> {
  const folders =
    pgBin === undefined ? [...versionedFolders(), ...pathFolders(), ...pythonProgramFolders()] : [resolve(pgBin)];
  const found = await Promise.all(folders.filter(holdsBoth).map(programsIn));
  const programs = found.filter((each) => each !== undefined);
  const [nearest, ...others] = programs
    .filter(({ version }) => version.major >= major)
    .toSorted((a, b) => a.version.number - b.version.number);
  if (nearest === undefined) {
    const seen = programs.map(({ folder, version }) => `${version.text} in ${folder}`).join(', ');
    throw new EnvironmentError(
      `no pg_dump and pg_restore for PostgreSQL ${major} found${pgBin === undefined ? '' : ` in ${pgBin}`}` +
        (seen === '' ? '' : `, only ${seen}; older versions refuse newer servers`),
      {
        code: 'NO_PG_DUMP',
        hint: `Install the client of PostgreSQL ${major} (Debian: apt-get install postgresql-client-${major}; macOS: brew install postgresql@${major}), name its folder with --pg-bin, or use those of the server's container with --in-container.`,
      },
    );
  }
  return [nearest, ...others];
}

function versionedFolders(): string[] {
  return VERSIONED.flatMap(([parent, pattern, rest]) => {
    try {
      const names = readdirSync(parent).filter((name) => pattern.test(name));
      return names.map((name) => join(parent, name, rest));
    } catch {
      return []; // The folder exists on another system only.
    }
  });
}

function pathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

function holdsBoth(folder: string): boolean {
  try {
    for (const program of ['pg_dump', 'pg_restore']) {
      accessSync(join(folder, program), constants.X_OK);
    }
    return true;
  } catch {
    return false;
  }
}

async function programsIn(folder: string): Promise<PgPrograms | undefined> {
  try {
    const { stdout } = await promisify(execFile)(join(folder, 'pg_dump'), ['--version']);
    const version = dumpVersion(stdout);
    return version === undefined ? undefined : { folder, version };
  } catch {
    return undefined; // It does not run on this machine.
  }
}

/** The version that `pg_dump --version` prints: `pg_dump (PostgreSQL) 15.18 (Debian …)`, `17beta1`. */
export function dumpVersion(printed: string): ServerVersion | undefined {
  const match = /\(PostgreSQL\) (\d+)(?:\.(\d+))?/.exec(printed);
  return match === null ? undefined : parseServerVersion(Number(match[1]) * 10_000 + Number(match[2] ?? 0));
}
