import { expect, test } from 'vitest';

import { programFailed } from '../../src/databases/dumps/dump-programs.ts';

test('a dump with pg_cron has the advice to use a named snapshot', () => {
  const stderr = `pg_restore: error: could not execute query: ERROR:  can only create extension in database elementaldb
CONTEXT:  PL/pgSQL function inline_code_block line 4 at RAISE
Command was: CREATE EXTENSION IF NOT EXISTS pg_cron WITH SCHEMA public;`;
  expect(programFailed('pg_restore', { stderr }).hint).toContain('Use a named snapshot');
  expect(programFailed('pg_restore', { stderr: stderr.replace('pg_cron', 'pg_crown') }).hint).toContain('damaged');
});
