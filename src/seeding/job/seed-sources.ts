import type { ClientBase } from 'pg';

import { SEED_SCHEMA } from '../schema/schema-queries.ts';
import { UNITS, type RecordTable } from './seed-units.ts';

const SOURCES = `${SEED_SCHEMA}.sources`;

/** What is known of sources whose key does not say everything. */
export const SOURCES_TABLE: RecordTable = {
  name: 'sources',
  create: `CREATE TABLE IF NOT EXISTS ${SOURCES} (key text PRIMARY KEY, data jsonb NOT NULL)`,
};

/** Keeps the data of a source, so that its rows can be made again to remove them. */
export async function recordSource(client: ClientBase, key: string, data: unknown): Promise<void> {
  await client.query(`INSERT INTO ${SOURCES} VALUES ($1, $2) ON CONFLICT DO NOTHING`, [key, JSON.stringify(data)]);
}

/** The sources that the database has rows of, with their data where there are any. */
export async function recordedKeys(client: ClientBase): Promise<{ key: string; data: unknown }[]> {
  const { rows } = await client.query<{ key: string }>(`SELECT DISTINCT world AS key FROM ${UNITS} ORDER BY 1`);
  const { rows: kept } = await client.query<{ key: string; data: unknown }>(
    (await hasSources(client)) ? `SELECT key, data FROM ${SOURCES}` : 'SELECT WHERE false',
  );
  const byKey = new Map(kept.map(({ key, data }) => [key, data]));
  return rows.map(({ key }) => ({ key, data: byKey.get(key) }));
}

/** Forgets the data of a source that has no rows any more. */
export async function deleteSource(client: ClientBase, key: string): Promise<void> {
  if (await hasSources(client)) {
    await client.query(`DELETE FROM ${SOURCES} WHERE key = $1`, [key]);
  }
}

async function hasSources(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('${SOURCES}') IS NOT NULL AS there`);
  return rows[0]?.there === true;
}
