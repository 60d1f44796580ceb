import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readAnonymizationKey } from '../../../src/client-data/anonymize/key.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elementaldb-key-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keyFile(content: string, mode: number): Promise<string> {
  const file = join(folder, `key-${mode}-${content.length}`);
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
}

describe('the key', () => {
  test('comes from the variable, or from a file of its owner', async () => {
    const environment = { ELEMENTALDB_ANONYMIZE_KEY: ' 0123456789abcdef ' };
    expect(await readAnonymizationKey({ environment })).toBe('0123456789abcdef');
    const file = await keyFile('fedcba9876543210\n', 0o600);
    expect(await readAnonymizationKey({ environment, file })).toBe('fedcba9876543210');
  });

  test('is missing, too short, or in a file that others may read', async () => {
    await expect(readAnonymizationKey({ environment: {} })).rejects.toMatchObject({ code: 'ANONYMIZE_KEY_MISSING' });
    const short = { ELEMENTALDB_ANONYMIZE_KEY: 'short' };
    await expect(readAnonymizationKey({ environment: short })).rejects.toMatchObject({
      code: 'ANONYMIZE_KEY_TOO_SHORT',
    });
    for (const mode of [0o640, 0o604, 0o666]) {
      const file = await keyFile('fedcba9876543210', mode);
      await expect(readAnonymizationKey({ environment: {}, file })).rejects.toMatchObject({
        code: 'ANONYMIZE_KEY_EXPOSED',
        hint: expect.stringContaining(`chmod 600 ${file}`),
      });
    }
    const missing = join(folder, 'missing');
    await expect(readAnonymizationKey({ environment: {}, file: missing })).rejects.toMatchObject({
      code: 'ANONYMIZE_KEY_UNREADABLE',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
