import { randomBytes } from 'node:crypto';

import { withConnection } from '../../../src/postgres/connect.ts';
import type { ScratchDatabase } from '../../database.ts';

/** Roles for the names `ROLE_a` to `ROLE_c`, dropped with all they own when they go out of scope. */
export function fuzzRoles(database: ScratchDatabase): AsyncDisposable & { named: (sql: string) => string } {
  const prefix = `elementaldb_fuzz_${randomBytes(4).toString('hex')}_`;
  return {
    named: (sql) => sql.replaceAll('ROLE_', prefix).replaceAll('THIS_DATABASE', database.name),
    async [Symbol.asyncDispose]() {
      await withConnection(database.url, async (client) => {
        for (const letter of ['a', 'b', 'c']) {
          await client.query(`DROP OWNED BY ${prefix}${letter} CASCADE`).catch(() => undefined);
          await client.query(`DROP ROLE IF EXISTS ${prefix}${letter}`).catch(() => undefined);
        }
      });
    },
  };
}
