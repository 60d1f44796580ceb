import type { Client } from 'pg';
import { expect, test, vi } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { beginWriting } from '../../../src/seeding/job/seeding-lock.ts';
import { seeded, smallDatabase } from '../../energy/seed/seeded-database.ts';

/** Whether a session waits for an advisory lock of the database. */
async function someoneWaits(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return (rowCount ?? 0) > 0;
}

test('a run waits for the transaction that a killed run left to the server, and sees its rows', async () => {
  await using database = await smallDatabase();
  await withConnection(database.url, async (left) => {
    await beginWriting(left);
    await left.query(`INSERT INTO clients VALUES ('left', 'by a killed run')`);
    let hasEnded = false;
    const run = seeded(database).finally(() => {
      hasEnded = true;
    });
    // Until the run waits, or ends without waiting.
    await vi.waitUntil(async () => hasEnded || (await someoneWaits(database.client)), 20_000);
    expect(hasEnded).toBe(false);
    expect((await database.client.query('SELECT FROM clients')).rowCount).toBe(0);
    await left.query('COMMIT');
    expect(await run).toMatchObject({ units: { present: 0 } });
    expect((await database.client.query(`SELECT FROM clients WHERE client_id = 'left'`)).rowCount).toBe(1);
  });
});
