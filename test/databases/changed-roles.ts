import { describe, expect, test } from 'vitest';

import { findServer, superuserUrlOf } from '../../src/commands/servers.ts';
import { start } from '../../src/databases/start.ts';
import { verifyMigrations } from '../../src/verify/verify-migrations.ts';
import { migrations, userOf } from './role-files.ts';
import { everyNth, type Part } from '../suite-part.ts';

/** Ups with their downs, on a server whose superuser is `python` by default. */
const CASES: Record<string, [up: string, down: string]> = {
  plain: ['CREATE USER python', 'DROP USER python'],
  guarded: [
    `DO $$ BEGIN CREATE ROLE python LOGIN PASSWORD 'known'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    'DROP ROLE IF EXISTS python',
  ],
  executed: [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'python') THEN
       EXECUTE format('CREATE USER %I', 'python'); END IF; END $$`,
    'DROP ROLE IF EXISTS python',
  ],
  'made anew': ['DROP USER IF EXISTS python; CREATE USER python', 'DROP USER IF EXISTS python'],
  password: [`ALTER USER python PASSWORD 'known'`, 'ALTER USER python PASSWORD NULL'],
  rights: ['ALTER ROLE python NOSUPERUSER', 'ALTER ROLE python SUPERUSER'],
};

/** Cases of the part. */
export function testChangedRoles(part: Part): void {
  describe.each(everyNth(part, 6, Object.entries(CASES)))(
    'the migrations change the role python: %s',
    (name, [up, down]) => {
      test('they are applied and verified by another superuser, and the URL of the role works', async () => {
        const folder = migrations(up, down);
        {
          await using started = await start({ migrations: folder, database: 'app' });
          expect(await userOf(started.url)).toEqual({ name: 'elementaldb', super: true });
        }
        {
          // From the cache, which holds the role and not its password.
          await using started = await start({ migrations: folder, database: 'app', user: 'python', name: 'role' });
          expect(started.fromCache).toBe(true);
          expect(await userOf(started.url)).toEqual({ name: 'python', super: name === 'password' });
          expect((await findServer('role')).details.user).toBe('python');
          expect(await userOf(await superuserUrlOf('role'))).toEqual({ name: 'elementaldb', super: true });
        }
        const report = await verifyMigrations({ migrations: folder, cache: false });
        const failed = report.migrations.flatMap(({ verdicts: { applies, reversible } }) => [
          ...applies.findings,
          ...reversible.findings,
        ]);
        expect(failed).toEqual([]);
      });
    },
  );
}
