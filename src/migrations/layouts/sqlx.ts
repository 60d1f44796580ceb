import { ElementalError } from '../../support/errors.ts';
import type { Layout } from './layout.ts';

/**
 * sqlx: `VERSION_NAME.sql`, or `VERSION_NAME.up.sql` and `.down.sql`. A file is sent as one query, in a transaction unless it
 * begins with `-- no-transaction`.
 *
 * @see https://docs.rs/sqlx/latest/sqlx/migrate/trait.MigrationSource.html
 */
export const sqlx: Layout = {
  name: 'sqlx',
  tool: 'sqlx',
  fileNames: 'VERSION_NAME.sql or VERSION_NAME.up.sql and VERSION_NAME.down.sql',
  depth: 'folder',
  withoutTransaction: '-- no-transaction',
  parseName(path) {
    const [, version, rest] = /^([^_]*)_(.*\.sql)$/.exec(path) ?? [];
    if (version === undefined || rest === undefined) {
      return undefined;
    }
    if (!/^[0-9]+$/.test(version)) {
      throw new ElementalError(`${path}: sqlx refuses the folder, because "${version}" is not a number`, {
        code: 'LAYOUT_SYNTAX',
        kind: 'migration',
        hint: 'Begin the name with the version, or move the file out of the folder.',
      });
    }
    const direction = rest.endsWith('.down.sql') ? 'down' : 'up';
    return { version: [version], name: rest.replace(/(?:\.up|\.down)?\.sql$/, ''), direction };
  },
  script: (text) => ({ sql: text, mode: text.startsWith('-- no-transaction') ? 'whole' : 'transaction' }),
};
