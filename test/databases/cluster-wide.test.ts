import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { refuseClusterWide } from '../../src/databases/cluster-wide.ts';
import { readContent } from '../../src/databases/content.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-files-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
}

test('ups, downs, prelude and client data are all checked, and every place is named', async () => {
  write({
    '1_a.up.sql': 'CREATE TABLE a (n int);\n\nCREATE ROLE r;\n',
    '1_a.down.sql': 'DROP TABLE a;\nDROP ROLE r;\n',
    'prelude.sql': 'CREATE USER u;',
    'dump.sql': "COPY a (n) FROM stdin;\n1\n\\.\n\nSELECT 1;\nALTER ROLE r SET x = 'y';\n",
  });
  const content = await readContent({
    migrations: folder,
    prelude: join(folder, 'prelude.sql'),
    clientData: join(folder, 'dump.sql'),
  });
  await expect(refuseClusterWide(content)).rejects.toMatchObject({
    code: 'CLUSTER_WIDE',
    kind: 'usage',
    message: [
      'the files change the whole server, not only their database:',
      `${join(folder, 'prelude.sql')}:1  CREATE ROLE`,
      `${join(folder, '1_a.up.sql')}:3  CREATE ROLE`,
      `${join(folder, '1_a.down.sql')}:2  DROP ROLE`,
      `${join(folder, 'dump.sql')}:6  ALTER ROLE`,
    ].join('\n  '),
  });
});

test('downs that do not run are not checked', async () => {
  write({ '1_a.up.sql': 'CREATE TABLE a (n int);', '1_a.down.sql': 'DROP ROLE r;' });
  const content = await readContent({ migrations: folder });
  await expect(refuseClusterWide(content, { downs: false })).resolves.toBeUndefined();
  await expect(refuseClusterWide(content)).rejects.toMatchObject({ code: 'CLUSTER_WIDE' });
});

test('the settings of the database itself are its own, those of another are not', async () => {
  write({ '1_a.up.sql': "ALTER DATABASE mine SET timezone = 'UTC';" });
  const content = await readContent({ migrations: folder });
  await expect(refuseClusterWide(content, { database: 'mine' })).resolves.toBeUndefined();
  await expect(refuseClusterWide(content, { database: 'other' })).rejects.toMatchObject({ code: 'CLUSTER_WIDE' });
});
