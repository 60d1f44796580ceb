import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  applyClientData,
  type ClientDataProgress,
  type ClientDataResult,
} from '../../../src/migrations/client-data/apply-client-data.ts';
import { type ScratchDatabase, scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../migrations-folder.ts';

/** Tables that refer to each other in a circle, one that refers to itself, and the ledger. */
export const SCHEMA = `
  CREATE TABLE client (id int PRIMARY KEY, name text, main_site int);
  CREATE TABLE site (id int PRIMARY KEY, client_id int NOT NULL REFERENCES client, note text);
  ALTER TABLE client ADD CONSTRAINT client_main_site FOREIGN KEY (main_site) REFERENCES site;
  CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree);
  CREATE SEQUENCE numbers;
  CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
  INSERT INTO schema_migrations VALUES (7, false);`;

/** Loads a text into a database with these tables. */
export async function load(
  database: ScratchDatabase,
  content: string | Uint8Array,
  given: { name?: string; onProgress?: (progress: ClientDataProgress) => void; url?: string } = {},
): Promise<ClientDataResult> {
  await using folder = await migrationsFolder();
  const { name = 'data.sql', url = database.url, ...options } = given;
  const file = join(folder.path, name);
  await writeFile(file, content);
  return await applyClientData(url, file, options);
}

export async function withTables(schema = SCHEMA): Promise<ScratchDatabase> {
  const database = await scratchDatabase();
  await database.client.query(schema);
  return database;
}

export async function one(database: ScratchDatabase, sql: string): Promise<unknown> {
  const { rows } = await database.client.query<Record<string, unknown>>(sql);
  return Object.values(rows[0] ?? {})[0];
}
