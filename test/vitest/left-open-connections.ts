import { expect, test } from 'vitest';

import { makeVitestProject } from './vitest-project.ts';

/** Tests as they stand in suites of others, and what each leaves open. */
const FILES = {
  'pool.test.mjs': `
import pg from 'pg';
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('reads by a pool that it does not end', async ({ db }) => {
  const pool = new pg.Pool({ connectionString: db.url });
  expect((await pool.query('SELECT meter_id FROM meter')).rows).toHaveLength(2);
});
test('takes a moment', async ({ db }) => {
  await new Promise((done) => setTimeout(done, 400));
  expect(await db.sql\`SELECT meter_id FROM meter\`).toHaveLength(2);
});
`,
  'transaction.test.mjs': `
import pg from 'pg';
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('leaves a transaction open', async ({ db }) => {
  const pool = new pg.Pool({ connectionString: db.url, application_name: 'the app' }).on('error', () => {});
  const client = await pool.connect();
  await client.query('BEGIN');
  expect((await client.query('SELECT meter_id FROM meter')).rows).toHaveLength(2);
});
test('takes a moment', async ({ db }) => {
  await new Promise((done) => setTimeout(done, 400));
  expect(await db.sql\`SELECT meter_id FROM meter\`).toHaveLength(2);
});
`,
  'many.test.mjs': `
import pg from 'pg';
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
for (const n of [1, 2, 3, 4, 5, 6, 7]) {
  test('forgets pool ' + n, async ({ db }) => {
    const pool = new pg.Pool({ connectionString: db.url });
    expect((await pool.query('SELECT 1')).rows).toHaveLength(1);
  });
}
`,
  'reset.test.mjs': `
import pg from 'pg';
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('goes on with its client after a reset', async ({ db }) => {
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  const before = (await client.query('SELECT * FROM meter ORDER BY meter_id')).rows;
  await client.query('DELETE FROM meter WHERE meter_id = 1');
  await db.reset();
  expect((await client.query('SELECT * FROM meter ORDER BY meter_id')).rows).toEqual(before);
  await client.end();
});
`,
};

/** Runs them in a pool of vitest's. */
export function testLeftOpen(pool: 'forks' | 'threads'): void {
  test(`connections that a test leaves open make no run fail (${pool})`, async () => {
    const project = makeVitestProject(FILES);
    try {
      const run = await project.run([`--pool=${pool}`]);
      expect(run, run.output).toMatchObject({ exitCode: 0, failed: [] });
      expect(run.passed).toHaveLength(12);
      expect(run.output.match(/forgets pool \d: 1 connection is still open/g)).toHaveLength(5);
      expect(run.output.match(/more tests leave connections open/g)).toHaveLength(1);
      expect(run.output).not.toContain('57P01');
      expect(run.output).toMatch(/pool\.test\.mjs > reads by a pool that it does not end: 1 connection is still open/);
      expect(run.output).toMatch(
        /transaction\.test\.mjs > leaves a transaction open: .*"the app".*a transaction is open/,
      );
      await project.nothingLeft();
    } finally {
      await project.dispose();
    }
  });
}
