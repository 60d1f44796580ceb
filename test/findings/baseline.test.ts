import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readBaseline, splitByFolder, writeBaseline, type Baseline } from '../../src/findings/baseline.ts';
import { migrationsFolder as temporaryFolder } from '../migrations/migrations-folder.ts';

const BASELINE: Baseline = {
  lint: [{ rule: 'drop-table', file: '1_a.up.sql', what: 'table a is dropped', fingerprint: 'f1' }],
  verify: [{ version: '1', axis: 'reversible', code: 'down-differs', details: [] }],
};

const LINT_1 = JSON.stringify({ formatVersion: 1, findings: [{ ...BASELINE.lint[0], rule: 'limited-text' }] });

const VERIFY_1 = JSON.stringify({
  formatVersion: 1,
  accepted: [
    { version: '1', axis: 'dataKept', code: 'down-loses-rows' },
    { version: '1', axis: 'sessionSafe', code: 'session-differs' },
    { version: '1', axis: 'masked', code: 'masked' },
  ],
});

describe('a baseline', () => {
  test('is read back as written, one entry per line', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'b.json');
    writeBaseline(file, BASELINE);
    expect(readFileSync(file, 'utf8')).toBe(
      [
        '{',
        '  "formatVersion": 2,',
        '  "lint": [',
        '    {"rule":"drop-table","file":"1_a.up.sql","what":"table a is dropped","fingerprint":"f1"}',
        '  ],',
        '  "verify": [',
        '    {"version":"1","axis":"reversible","code":"down-differs","details":[]}',
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
    expect(await readBaseline(file)).toEqual(BASELINE);
  });

  test('may be empty', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'b.json');
    writeBaseline(file, { lint: [], verify: [] });
    expect(await readBaseline(file)).toEqual({ lint: [], verify: [] });
    expect(await readBaseline()).toEqual({ lint: [], verify: [] });
  });

  test('merges the two files of version 1, with their former names', async () => {
    await using folder = await temporaryFolder({ 'lint.json': LINT_1, 'verify.json': VERIFY_1 });
    const { lint, verify } = await readBaseline(join(folder.path, 'verify.json'), join(folder.path, 'lint.json'));
    expect(lint).toEqual([{ ...BASELINE.lint[0], rule: 'prefer-text', anyInFile: true }]);
    expect(verify.map(({ axis, code }) => `${axis} ${code}`)).toEqual([
      'dataPreserved down-loses-rows',
      'sessionIndependent session-differs',
      'shadowed shadowed',
    ]);
  });
});

describe('a file that is not a baseline', () => {
  test.each([
    ['invalid JSON', '{ "formatVersion": 1,'],
    ['another format', '{ "formatVersion": 3, "accepted": [] }'],
    ['no entries', '{ "formatVersion": 1 }'],
    ['an unknown axis', '{ "formatVersion": 1, "accepted": [{ "version": "1", "axis": "down", "code": "x" }] }'],
    [
      'a version that is a number',
      '{ "formatVersion": 1, "accepted": [{ "version": 1, "axis": "shadowed", "code": "x" }] }',
    ],
  ])('is refused by name: %s', async (_, text) => {
    await using folder = await temporaryFolder({ 'b.json': text });
    const file = join(folder.path, 'b.json');
    await expect(readBaseline(file)).rejects.toMatchObject({
      code: 'BAD_BASELINE',
      kind: 'usage',
      message: expect.stringContaining(`${file} is not a baseline: `),
    });
  });

  test('because it does not exist is refused by name', async () => {
    await using folder = await temporaryFolder();
    await expect(readBaseline(join(folder.path, 'b.json'))).rejects.toMatchObject({
      code: 'BASELINE_UNREADABLE',
      kind: 'environment',
      message: expect.stringMatching(/b\.json \(ENOENT\)$/),
    });
  });
});

describe('a baseline that cannot be written', () => {
  test('names the file', async () => {
    await using folder = await temporaryFolder({ file: '' });
    expect(() => writeBaseline(join(folder.path, 'file', 'b.json'), BASELINE)).toThrow(
      expect.objectContaining({ code: 'BASELINE_UNWRITABLE', kind: 'environment' }),
    );
  });

  test('leaves the file unchanged, and no temporary file', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'b.json');
    mkdirSync(file);
    writeFileSync(join(file, 'inside'), '');
    expect(() => writeBaseline(file, BASELINE)).toThrow('cannot write the baseline');
    expect(readdirSync(folder.path)).toEqual(['b.json']);
    expect(readdirSync(file)).toEqual(['inside']);
  });
});

test('entries about a folder that is gone count only where it may have been renamed to this one', async () => {
  await using folder = await temporaryFolder();
  const here = (...folders: string[]): number =>
    splitByFolder(
      {
        lint: [],
        verify: folders.map((of) => ({ version: '1', axis: 'applies', code: 'up-fails', details: [], folder: of })),
      },
      folder.path,
    ).here.verify.length;
  expect(here('/gone')).toBe(1);
  expect(here('/gone', '/gone')).toBe(2);
  expect(here('/gone', '/gone-too')).toBe(0);
  expect(here('/gone', folder.path)).toBe(1);
});
