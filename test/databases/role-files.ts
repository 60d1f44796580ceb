import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withConnection } from '../../src/postgres/connect.ts';
import { state } from '../own-state.ts';

export { state, useOwnState } from '../own-state.ts';

export function migrations(up: string, down: string): string {
  const folder = join(state, 'migrations');
  mkdirSync(folder);
  writeFileSync(join(folder, '1_role.up.sql'), up);
  writeFileSync(join(folder, '1_role.down.sql'), down);
  writeFileSync(join(folder, '2_meter.up.sql'), 'CREATE TABLE IF NOT EXISTS meter (n bigint PRIMARY KEY)');
  writeFileSync(join(folder, '2_meter.down.sql'), 'DROP TABLE IF EXISTS meter');
  return folder;
}

export async function userOf(url: string): Promise<unknown> {
  const { rows } = await withConnection(url, (client) =>
    client.query(`SELECT current_user::text AS name, rolsuper AS super FROM pg_roles WHERE rolname = current_user`),
  );
  return rows[0];
}
