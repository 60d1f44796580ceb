import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

import { openDump } from '../../../src/migrations/client-data/dump-file.ts';
import { migrationsFolder } from '../migrations-folder.ts';

const TEXT = 'SELECT 1;\n'.repeat(1000);
const WHOLE = gzipSync(TEXT);

async function readAll(archive: Buffer, waiting = 0): Promise<string> {
  await using folder = await migrationsFolder({ 'data.sql.gz': archive });
  const dump = await openDump(join(folder.path, 'data.sql.gz'));
  await delay(waiting);
  const chunks: Buffer[] = [];
  for await (const chunk of dump.chunks) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

test('an archive is read uncompressed', async () => {
  expect(await readAll(WHOLE)).toBe(TEXT);
});

// What reads the dump connects to a database first, while the archive is being uncompressed: the
// damage is found out before, while or after somebody listens.
test.each([
  ['cut off in its head', WHOLE.subarray(0, 5)],
  ['cut off near its end', WHOLE.subarray(0, WHOLE.length - 12)],
  ['no archive at all', Buffer.from(TEXT)],
])('an archive that is %s is told when it is read, however late', async (_kind, archive) => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await expect(readAll(archive, attempt % 4)).rejects.toMatchObject({
      code: 'CLIENT_DATA_UNREADABLE',
      hint: expect.stringContaining('damaged or incomplete'),
    });
  }
});
