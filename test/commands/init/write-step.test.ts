import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Step } from '../../../src/commands/init/step.ts';
import { writeStep } from '../../../src/commands/init/write-step.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-init-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const step = (path: string): Step => ({ path, why: 'a test', action: 'write', content: 'new\n' });

test('a file is written with the folders above it', () => {
  writeStep(folder, step('a/b/c.txt'));
  expect(readFileSync(join(folder, 'a/b/c.txt'), 'utf8')).toBe('new\n');
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt']);
});

test('a file that has appeared meanwhile is kept, and nothing is left beside it', () => {
  writeFileSync(join(folder, 'c.txt'), 'old\n');
  expect(() => writeStep(folder, step('c.txt'))).toThrow(
    expect.objectContaining({
      code: 'FILE_NOT_WRITTEN',
      message: 'cannot write c.txt: a file of that name has appeared',
    }),
  );
  expect(readFileSync(join(folder, 'c.txt'), 'utf8')).toBe('old\n');
  expect(readdirSync(folder)).toEqual(['c.txt']);
});

test.each(['file/c.txt', 'file/deeper/c.txt'])('a file in the place of a folder is named for %s', (path) => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => writeStep(folder, step(path))).toThrow(`cannot write ${path}: its folder is a file`);
});
