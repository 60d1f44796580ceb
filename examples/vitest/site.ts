import type { ClientBase, Pool } from 'pg';

/** Names of all sites, in order. */
export async function siteNames(database: ClientBase | Pool): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>('SELECT name FROM site ORDER BY name');
  return rows.map(({ name }) => name);
}

/** Adds a site and returns its number. */
export async function addSite(database: ClientBase | Pool, name: string): Promise<number> {
  const { rows } = await database.query<{ id: number }>('INSERT INTO site (name) VALUES ($1) RETURNING site_id AS id', [
    name,
  ]);
  return rows[0]?.id ?? 0;
}
