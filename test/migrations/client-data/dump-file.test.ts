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

test('an archive is decompressed', async () => {
  expect(await readAll(WHOLE)).toBe(TEXT);
});

// What reads the dump connects to a database first, while the archive is being uncompressed: the
// damage is found out before, while or after somebody listens.
test.each([
  ['truncated in its header', WHOLE.subarray(0, 5)],
  ['truncated near its end', WHOLE.subarray(0, WHOLE.length - 12)],
  ['not an archive', Buffer.from(TEXT)],
])('an archive that is %s is an error when it is read, also late', async (_kind, archive) => {
  for (let attempt = 0; attempt < 24; attempt += 1) {
    await expect(readAll(archive, attempt % 4)).rejects.toMatchObject({
      code: 'CLIENT_DATA_UNREADABLE',
      hint: expect.stringContaining('damaged or incomplete'),
    });
  }
});
