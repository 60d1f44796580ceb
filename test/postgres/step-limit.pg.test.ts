import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { connect, withConnection } from '../../src/postgres/connect.ts';
import { runScript } from '../../src/postgres/run-script.ts';
import { stepLimits } from '../../src/postgres/step-limit.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer({ settings: { max_prepared_transactions: '5' } }));
});

afterAll(() => server.stop());

const LONG = 600_000;

/** What a statement of our own fails with. */
async function failureOf(statement: string, limits = { waiting: 50, working: LONG }): Promise<unknown> {
  return withConnection(
    server.connection(),
    (client) =>
      client.query(statement).then(
        () => 'no error',
        (error: unknown) => error,
      ),
    { limits },
  );
}

describe('a statement of our own that waits', () => {
  test('for a lock of another session names the session and the table', async () => {
    await withConnection(
      server.connection(),
      async (holder) => {
        await holder.query('CREATE TABLE locked (id int); COMMIT; BEGIN; LOCK TABLE locked');
        expect(await failureOf('SELECT FROM locked')).toMatchObject({
          code: 'STEP_BLOCKED',
          message: expect.stringMatching(
            /^the server did not finish "SELECT FROM locked" .* waited for AccessShareLock on relation locked, held by pid \d+ \(a holder, user .*, idle in transaction\)$/,
          ),
        });
        await holder.query('ROLLBACK');
      },
      { applicationName: 'a holder' },
    );
  });

  test('for a prepared transaction names it', async () => {
    await withConnection(server.connection(), async (client) => {
      await client.query('CREATE TABLE prepared (id int)');
      await client.query("BEGIN; LOCK TABLE prepared; PREPARE TRANSACTION 'forgotten'");
      expect(await failureOf('SELECT FROM prepared')).toMatchObject({
        code: 'STEP_BLOCKED',
        message: expect.stringMatching(/held by the prepared transaction 'forgotten'$/),
      });
      await client.query("ROLLBACK PREPARED 'forgotten'");
    });
  });

  test('for anything else says for what', async () => {
    expect(await failureOf('SELECT pg_sleep(1000)')).toMatchObject({
      code: 'STEP_TIMED_OUT',
      message: expect.stringMatching(
        /^the server did not finish "SELECT pg_sleep\(1000\)" .* waited for Timeout PgSleep/,
      ),
    });
  });

  test('ends, and its connection can be used again', async () => {
    const client = await connect(server.connection(), { limits: { waiting: 50, working: LONG } });
    await expect(client.query('SELECT pg_sleep(1000)')).rejects.toMatchObject({ code: 'STEP_TIMED_OUT' });
    expect((await client.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  test('never shows a password', async () => {
    const failure = await failureOf("SELECT pg_sleep(1000) AS done, $$ALTER ROLE x PASSWORD 'secret'$$");
    expect(String(failure)).toContain("PASSWORD '…'");
    expect(String(failure)).not.toContain('secret');
  });
});

const WORKS = 'SELECT count(*) FROM generate_series(1, 1000000) a WHERE a % 7 = 0';

test('a statement of our own that works goes on', async () => {
  expect(await failureOf(WORKS, { waiting: 5, working: LONG })).toBe('no error');
});

test('a statement of our own that works for too long is cancelled', async () => {
  expect(
    await failureOf('SELECT count(*) FROM generate_series(1, 100000000000)', { waiting: 20, working: 40 }),
  ).toMatchObject({
    code: 'STEP_TIMED_OUT',
  });
});

test('a script, which a user wrote, has no limit', async () => {
  await withConnection(
    server.connection(),
    async (client) => {
      expect(await runScript(client, 'SELECT pg_sleep(0.5)')).toMatchObject({ ok: true });
    },
    { limits: { waiting: 20, working: 40 } },
  );
});

test.each(['0', '-1', 'x', 'Infinity', '86401'])('an invalid limit is refused: %s', (text) => {
  expect(() => stepLimits(text)).toThrow(`invalid ELEMENTALDB_STEP_TIMEOUT: "${text}"`);
});

test('the limit is given in seconds', () => {
  expect(stepLimits('0.5')).toEqual({ waiting: 500, working: 15_000 });
  expect(stepLimits('')).toEqual(stepLimits('120'));
});
