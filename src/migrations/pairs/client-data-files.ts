import { resolve } from 'node:path';

import { holdsRowsOnly } from '../client-data/holds-rows-only.ts';
import { CLIENT_DATA_VERSION } from './file-name.ts';
import type { FoundFile } from './check-files.ts';

/** Whether a text for `clientData` stands for any file that matches it. */
export function isPattern(clientData: string): boolean {
  return clientData.includes('*');
}

/**
 * Which of the files with the names of migrations are client data, a stage after the migrations: those that `clientData`
 * names, a path in which `*` stands for any part of a name; `999999_client_data`; else `999999_<any name>` if it is the
 * last version and holds only rows.
 */
export async function clientDataFiles(
  files: readonly FoundFile[],
  clientData: string | undefined,
): Promise<(file: FoundFile) => boolean> {
  const named = new Set(files.filter(({ path }) => isNamed(path, clientData)).map(keyOf));
  const ups = files.filter(({ version, direction }) => version === CLIENT_DATA_VERSION && direction === 'up');
  const isLast = files.every(({ version }) => version <= CLIENT_DATA_VERSION);
  const [only, ...others] = ups;
  if (only !== undefined && others.length === 0 && isLast && !isConventional(only) && named.size === 0) {
    const isData = only.extension === 'sql' && (await holdsRowsOnly(only.path));
    return isData ? ({ version }) => version === CLIENT_DATA_VERSION : isConventional;
  }
  return (file) => isConventional(file) || named.has(keyOf(file));
}

/** Whether the file has the name that is for client data only. */
export function isConventional({ version, name }: FoundFile): boolean {
  return version === CLIENT_DATA_VERSION && name === 'client_data';
}

/** Both files of a pair are client data or none. */
function keyOf({ version, name }: FoundFile): string {
  return `${version}_${name}`;
}

/** Whether `clientData` names the file: by its path, also a relative one, or by a pattern. */
export function isNamed(path: string, clientData: string | undefined): boolean {
  if (clientData === undefined) {
    return false;
  }
  const parts = resolve(clientData).split('*');
  const expression = parts.map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`)).join('[^/]*');
  return new RegExp(`^${expression}$`).test(resolve(path));
}
