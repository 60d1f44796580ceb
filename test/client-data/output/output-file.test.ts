import { existsSync, writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { explainWriteError } from '../../../src/client-data/output/output-file.ts';

/** A device on which every write fails for want of space. */
const FULL = '/dev/full';

test.skipIf(!existsSync(FULL))('a full disk is said with the file and how to fix it', () => {
  let error: unknown;
  try {
    writeFileSync(FULL, 'x');
  } catch (thrown) {
    error = thrown;
  }
  expect(explainWriteError('data.sql', error)).toMatchObject({
    code: 'FILE_NOT_WRITTEN',
    message: 'cannot write data.sql: no space is left for it',
    hint: expect.stringContaining('Free some space'),
    cause: error,
  });
});

test('an error that is not about writing stays as it is', () => {
  const error = new Error('no pseudonym');
  expect(explainWriteError('data.sql', error)).toBe(error);
});
