import { describe, expect, test } from 'vitest';

import {
  server,
  type Pair,
  FIRST,
  LAST,
  verify,
  found,
  leftDatabases,
  SUBSCRIPTION,
  loginTrigger,
  useServer,
} from './stopping-files.ts';

useServer();

test('a migration that makes a subscription has verdicts, and its databases are gone at the end', async () => {
  const guarded = `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'sb'
    AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN ${SUBSCRIPTION}; END IF; END $$`;
  const report = await verify(FIRST, [guarded, 'DROP SUBSCRIPTION IF EXISTS sb'], LAST);
  expect(report.migrations).toHaveLength(3);
  expect(found(report).filter((line) => !line.startsWith('2 '))).toEqual([]);
  expect(await leftDatabases()).toEqual([]);
});

describe('a login trigger', () => {
  test('that writes rows shows none of our own connections', async ({ skip }) => {
    skip(server.version.major < 17, 'needs PostgreSQL 17');
    expect(found(await verify(loginTrigger('INSERT INTO public.logins VALUES (now(), session_user);'), LAST))).toEqual(
      [],
    );
  });

  test('that a later migration breaks fails that migration', async ({ skip }) => {
    skip(server.version.major < 17, 'needs PostgreSQL 17');
    const breaks: Pair = [
      'ALTER TABLE IF EXISTS logins RENAME TO old_logins',
      'ALTER TABLE IF EXISTS old_logins RENAME TO logins',
    ];
    const report = await verify(loginTrigger('INSERT INTO public.logins VALUES (now(), session_user);'), breaks);
    expect(found(report)).toContain('2 applies login-fails fail');
  });
});
