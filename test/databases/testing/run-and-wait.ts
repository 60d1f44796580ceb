/**
 * A program for tests to run and kill. Its argument is JSON: options for `testDatabase`, and what to do. It prints a line
 * of JSON once it has a database, and waits for ever unless it is to `end`.
 */
import { writeFileSync } from 'node:fs';

import { withConnection } from '../../../src/postgres/connect.ts';
import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';

const { options, end, countIn, dieInBuild } = JSON.parse(process.argv[2] ?? '{}');

/** Tells where each run of it is counted, takes its time, and dies in the middle if it is told to. */
const counted = defineTemplate(
  'counted',
  async ({ sql }) => {
    await withConnection(countIn, (client) => client.query('INSERT INTO build DEFAULT VALUES'));
    await sql`CREATE TABLE built AS SELECT pg_sleep(0.2) IS NULL AS slowly`;
    if (dieInBuild === true) {
      process.kill(process.pid, 'SIGKILL');
    }
  },
  { from: 'empty', inputs: countIn },
);

const db = await testDatabase({ ...options, ...(countIn === undefined ? {} : { template: counted }) });
writeFileSync(1, `${JSON.stringify({ name: db.name, url: db.url })}\n`);
if (end === true) {
  await db[Symbol.asyncDispose]();
} else if (end !== 'undisposed') {
  setInterval(() => undefined, 1_000);
}
