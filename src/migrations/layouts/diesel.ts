import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ElementalError } from '../../support/errors.ts';
import type { Layout } from './layout.ts';

/**
 * diesel: a folder `VERSION_NAME` for each migration with `up.sql` and `down.sql`; dashes in the version do not count. A
 * file is sent as one query, in a transaction unless `metadata.toml` beside it says otherwise.
 *
 * @see https://docs.rs/diesel_migrations/latest/diesel_migrations/struct.FileBasedMigrations.html
 */
export const diesel: Layout = {
  name: 'diesel',
  tool: 'diesel',
  fileNames: 'VERSION_NAME/up.sql and VERSION_NAME/down.sql',
  depth: 'folder-each',
  comparesDigits: true,
  withoutTransaction: 'run_in_transaction = false into metadata.toml',
  parseName(path) {
    const [, folder, direction] = /^([^./][^/]*)\/(up|down)\.sql$/.exec(path) ?? [];
    if (folder === undefined) {
      return undefined;
    }
    const [version = '', ...rest] = folder.split('_');
    const digits = version.replaceAll('-', '');
    if (!/^[0-9]+$/.test(digits)) {
      throw new ElementalError(`${path}: the folder has no version`, {
        code: 'LAYOUT_SYNTAX',
        kind: 'migration',
        hint: 'Name it VERSION_NAME, for example 2020-01-01-000000_create_site.',
      });
    }
    return { version: [digits], name: rest.join('_'), direction: direction === 'up' ? 'up' : 'down' };
  },
  script(text, direction, path) {
    if (text === '' && direction === 'up') {
      throw new ElementalError(`${path}: is empty`, {
        code: 'LAYOUT_SYNTAX',
        kind: 'migration',
        hint: 'Write the SQL, or a comment that says why there is none: diesel refuses an empty file.',
      });
    }
    return { sql: text, mode: isInTransaction(metadataOf(path)) ? 'transaction' : 'whole' };
  },
  companions: (path) => [metadataOf(path)],
};

function metadataOf(path: string): string {
  return join(dirname(path), 'metadata.toml');
}

/** The setting is true without the file, and false in a file without it. */
function isInTransaction(metadata: string): boolean {
  return !existsSync(metadata) || /^\s*run_in_transaction\s*=\s*true\b/m.test(readFileSync(metadata, 'utf8'));
}
