import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parseShape } from './json.ts';
import { FROM_SOURCES, MODULES_FOLDER, PACKAGE_FOLDER } from './package-folder.ts';

/** The version in this package's package.json. */
export function packageVersion(): string {
  const description = readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8');
  return parseShape<{ version: string }>(description, { version: 'string' })?.version ?? '';
}

/** The version of a package that this one depends on. */
export function dependencyVersion(name: string): string {
  const description = readFileSync(createRequire(import.meta.url).resolve(`${name}/package.json`), 'utf8');
  return parseShape<{ version: string }>(description, { version: 'string' })?.version ?? '';
}

/** Identifies the code for caches: the version and, when running from sources, the time of the last change. */
export function toolEdition(): string {
  const sources = FROM_SOURCES ? ` ${newestChange(fileURLToPath(MODULES_FOLDER))}` : '';
  return `${packageVersion()}${sources}`;
}

function newestChange(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((newest, file) => Math.max(newest, statSync(join(folder, file)).mtimeMs), 0);
}
