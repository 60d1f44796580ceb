import { expect, test } from 'vitest';

import { findMigrations } from '../../src/migrations/pairs/find-migrations.ts';
import { formatSilentlyIgnored } from '../../src/report/folder-findings.ts';
import { styleFor } from '../../src/report/style.ts';
import { migrationsFolder, tablePairs } from '../migrations/migrations-folder.ts';

const NOTICE = /999999_demo\.up\.sql is client data, .* neither runs nor loads it, because clientData names another/;

test.each([
  ['999999_demo.up.sql', undefined, /^$/],
  ['999999_client_data.up.sql', 'none', /^$/],
  ['999999_demo.up.sql', 'none', NOTICE],
  ['999999_demo.up.sql', '/nowhere/dump.sql', NOTICE],
])('the notice about %s with clientData %s is %s', async (name, clientData, notice) => {
  await using folder = await migrationsFolder({ ...tablePairs(1), [name]: 'INSERT INTO t1 VALUES (1)' });
  const found = await findMigrations(folder.path, { clientData });
  expect(formatSilentlyIgnored(found, { style: styleFor(false, {}), width: 1000 }).join('\n')).toMatch(notice);
});
