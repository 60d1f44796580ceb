import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { diff } from '../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../src/catalog/diff/format-diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../src/catalog/snapshot/describe-schema.ts';
import { dumpToFile } from '../../src/databases/dumps/dump-to-file.ts';
import { findPgPrograms } from '../../src/databases/dumps/pg-programs.ts';
import { restoreFromFile } from '../../src/databases/dumps/restore-from-file.ts';
import { start } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

function whole(url: string): Promise<CatalogSnapshot> {
  return withConnection(url, (client) => describeSchema(client));
}

test('a file brings back the whole database of the migrations, its rows and its ledger', async ({ skip }) => {
  const found = await findPgPrograms(15).catch(() => []);
  const pgBin = found.map(({ folder }) => folder).find((folder) => existsSync(join(folder, 'initdb')));
  skip(pgBin === undefined, 'no pg_dump is installed beside its server (Debian: apt-get install postgresql)');
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-dump-'));
  try {
    const environment = { ...process.env };
    await using migrated = await start({ migrations: MIGRATIONS, database: 'a "b" ünïcode%', pgBin });
    const { url } = migrated;
    await withConnection(url, (client) =>
      client.query("INSERT INTO client_info.clients (client_id, name) VALUES ('demo', 'Demonstration Ltd')"),
    );
    const before = await whole(url);
    const file = join(folder, 'whole.dump');
    await dumpToFile(url, file);
    await withConnection(url, (client) => client.query('DROP SCHEMA client_info CASCADE'));
    expect(diff(before, await whole(url)).grade).toBe('different');
    await restoreFromFile(url, file);
    // pg_dump attaches partitions to their tables one by one; keys that come to belong together so count as NO INHERIT.
    const differences = formatDiff(diff(before, await whole(url)));
    expect(differences.filter((line) => !/^~ constraint .+_(?:key|idx) {2}no inherit no -> yes$/.test(line))).toEqual(
      [],
    );
    expect({ ...process.env }).toEqual(environment);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
