import { existsSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';

/** Set by the command of the Python package: the folders of PostgreSQL programs of other Python packages. */
const VARIABLE = 'ELEMENTALDB_PYTHON_PG_BIN';

/** Whether the Python package has started this process. */
export function isStartedByPython(): boolean {
  return process.env[VARIABLE] !== undefined;
}

/** The folders of PostgreSQL programs that Python packages have installed, the preferred one first. */
export function pythonProgramFolders(): string[] {
  return (process.env[VARIABLE] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && existsSync(join(folder, 'postgres')));
}

/**
 * The folders with the libraries that the programs of a wheel load, as paths from the parent of `bin`. The tools that
 * repair wheels put them beside the package (auditwheel) or into it (delocate).
 */
export function wheelLibraries(home: string): string[] {
  const wheel = dirname(home);
  return [join(dirname(wheel), `${basename(wheel)}.libs`), join(wheel, '.dylibs')]
    .filter((folder) => existsSync(folder))
    .map((folder) => relative(home, folder));
}

/** Identifies a build wherever it is installed: virtual environments come and go, what is cached for it stays valid. */
export function wheelBuild(home: string, version: string): string {
  return `${basename(dirname(home))} ${version} ${statSync(join(home, 'bin', 'postgres')).size}`;
}
