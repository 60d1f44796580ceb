import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { acceptBaseline, readBaseline, writeBaseline, type Baseline } from '../../../src/verify/report/baseline.ts';
import { skipped } from '../../../src/verify/report/verdict.ts';
import { migrationsFolder as temporaryFolder } from '../../migrations/migrations-folder.ts';
import { found, judged } from '../verdicts.ts';

const FAILING = judged({
  reversible: [found('down-differs'), found('down-differs')],
  shadowed: [found('shadowed', 'warn')],
});

/** As it is written for `FAILING`, of which no details are known. */
const DIFFERS = { version: '1', axis: 'reversible', code: 'down-differs', details: [] } satisfies Baseline[number];

/** A down that leaves these differences. */
const leaves = (...details: string[]) => judged({ reversible: [{ ...found('down-differs'), details }] });

describe('a baseline', () => {
  test('is read as it was written: each failure once, no warnings', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'baseline.json');
    expect(writeBaseline(file, { migrations: [FAILING, judged({}, 2n)] })).toEqual([DIFFERS]);
    expect(await readBaseline(file)).toEqual([DIFFERS]);
  });

  test('has a line for each defect, so that git merges it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'baseline.json');
    writeBaseline(file, { migrations: [FAILING, { ...FAILING, version: 2n }] });
    expect(readFileSync(file, 'utf8')).toBe(
      [
        '{',
        '  "formatVersion": 1,',
        '  "accepted": [',
        '    {"version":"1","axis":"reversible","code":"down-differs","details":[]},',
        '    {"version":"2","axis":"reversible","code":"down-differs","details":[]}',
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('has what is found with and without rows in one line', async () => {
    await using folder = await temporaryFolder();
    const verdict = judged({
      reversible: [
        { ...found('down-differs'), details: ['~ rows public.t 2 -> 3 (0 lost, 1 new)', '- index public.i'] },
        { ...found('down-differs'), details: ['- index public.i  (1_a.up.sql:3)'] },
      ],
    });
    expect(writeBaseline(join(folder.path, 'b.json'), { migrations: [verdict] })).toEqual([
      { ...DIFFERS, details: ['- index public.i', '~ rows public.t'] },
    ]);
  });

  test('may hold former names of axes and codes', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'baseline.json');
    const accepted = [
      { version: '1', axis: 'dataKept', code: 'down-loses-rows' },
      { version: '1', axis: 'sessionSafe', code: 'session-differs' },
      { version: '1', axis: 'masked', code: 'masked' },
    ];
    writeFileSync(file, JSON.stringify({ formatVersion: 1, accepted }));
    expect((await readBaseline(file)).map(({ axis, code }) => `${axis} ${code}`)).toEqual([
      'dataPreserved down-loses-rows',
      'sessionIndependent session-differs',
      'shadowed shadowed',
    ]);
  });

  test('may accept nothing', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'baseline.json');
    writeBaseline(file, { migrations: [judged()] });
    expect(await readBaseline(file)).toEqual([]);
  });

  test('keeps what it accepts of migrations that were not judged, in the order of versions', async () => {
    await using folder = await temporaryFolder();
    const largest = String(2n ** 63n - 1n);
    const previous: Baseline = [
      { ...DIFFERS, version: largest },
      { ...DIFFERS, version: '10' },
      { ...DIFFERS, version: '9' },
      { ...DIFFERS, code: 'down-fails' },
    ];
    const written = writeBaseline(join(folder.path, 'b.json'), { migrations: [FAILING] }, previous);
    expect(written.map(({ version }) => version)).toEqual(['1', '9', '10', largest]);
    expect(written[0]).toEqual(DIFFERS);
  });

  test('keeps what it accepts on an axis that was skipped', async () => {
    await using folder = await temporaryFolder();
    const verdict = judged();
    verdict.verdicts.dataPreserved = skipped('not tried on rows');
    const kept = { version: '1', axis: 'dataPreserved', code: 'down-loses-rows' } as const;
    expect(writeBaseline(join(folder.path, 'b.json'), { migrations: [verdict] }, [kept, DIFFERS])).toEqual([kept]);
  });

  test('tells versions apart that a number would not', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'b.json');
    writeBaseline(file, { migrations: [{ ...FAILING, version: 2n ** 53n + 1n }] });
    const baseline = await readBaseline(file);
    const { migrations } = acceptBaseline(
      [
        { ...FAILING, version: 2n ** 53n },
        { ...FAILING, version: 2n ** 53n + 1n },
      ],
      baseline,
    );
    expect(migrations.map(({ verdicts }) => verdicts.reversible.status)).toEqual(['fail', 'waived']);
  });
});

describe('a file that is no baseline', () => {
  test.each([
    ['no JSON', '{ "formatVersion": 1,'],
    ['another format', '{ "formatVersion": 2, "accepted": [] }'],
    [
      'an axis that there is none of',
      '{ "formatVersion": 1, "accepted": [{ "version": "1", "axis": "down", "code": "x" }] }',
    ],
    [
      'a version that is a number',
      '{ "formatVersion": 1, "accepted": [{ "version": 1, "axis": "shadowed", "code": "x" }] }',
    ],
  ])('is refused, and named: %s', async (_, text) => {
    await using folder = await temporaryFolder({ 'b.json': text });
    const file = join(folder.path, 'b.json');
    await expect(readBaseline(file)).rejects.toMatchObject({
      code: 'BAD_BASELINE',
      kind: 'usage',
      message: expect.stringContaining(`${file} is no baseline: `),
    });
  });

  test('because it is not there is said with the file', async () => {
    await using folder = await temporaryFolder();
    await expect(readBaseline(join(folder.path, 'b.json'))).rejects.toMatchObject({
      code: 'BASELINE_UNREADABLE',
      kind: 'environment',
      message: expect.stringMatching(/b\.json \(ENOENT\)$/),
    });
  });
});

describe('a baseline that cannot be written', () => {
  test('because its folder is a file is said with the file', async () => {
    await using folder = await temporaryFolder({ file: '' });
    const write = () => writeBaseline(join(folder.path, 'file', 'b.json'), { migrations: [FAILING] });
    expect(write).toThrow(expect.objectContaining({ code: 'BASELINE_UNWRITABLE', kind: 'environment' }));
  });

  test('leaves what was there, and nothing beside it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'b.json');
    mkdirSync(file);
    writeFileSync(join(file, 'inside'), '');
    expect(() => writeBaseline(file, { migrations: [FAILING] })).toThrow('cannot write the baseline');
    expect(readdirSync(folder.path)).toEqual(['b.json']);
    expect(readdirSync(file)).toEqual(['inside']);
  });
});

describe('what a baseline accepts', () => {
  test('is waived: this code on this axis of this version', () => {
    const others = judged({ reversible: [found('down-fails')], reappliable: [found('third-up-fails')] }, 1n);
    const { migrations, stale } = acceptBaseline([FAILING, others, { ...FAILING, version: 2n }], [DIFFERS]);
    expect(migrations.map(({ verdicts }) => verdicts.reversible.status)).toEqual(['waived', 'fail', 'fail']);
    expect(migrations[0]?.verdicts.reversible.findings[0]?.waiver).toBe('in the baseline');
    expect(stale).toBe(0);
  });

  test('is what was written of it, wherever the statements stand and whatever the tables hold', () => {
    const was = leaves('+ table public.a (1 column)  (1_a.up.sql:7)', '~ rows public.b 1 -> 2 (0 lost, 1 new)');
    const baseline: Baseline = [
      { ...DIFFERS, details: ['+ table public.a (1 column)', '+ table public.c (1 column)', '~ rows public.b'] },
    ];
    const { migrations, stale } = acceptBaseline([was], baseline);
    expect([migrations[0]?.verdicts.reversible.status, stale]).toEqual(['waived', 0]);
  });

  test('is not another object by the same code', () => {
    const baseline: Baseline = [{ ...DIFFERS, details: ['+ table public.a (1 column)'] }];
    const { migrations, stale } = acceptBaseline([leaves('+ index public.b', '+ table public.a (1 column)')], baseline);
    expect(migrations[0]?.verdicts.reversible).toMatchObject({
      status: 'fail',
      findings: [{ status: 'fail', what: 'down-differs (more than the baseline accepts)' }],
    });
    expect(stale).toBe(0);
  });

  test('is whatever has the code, where nothing was written of it', async () => {
    const old =
      '{ "formatVersion": 1, "accepted": [{ "version": "1", "axis": "reversible", "code": "down-differs" }] }';
    await using folder = await temporaryFolder({ 'b.json': old });
    const { migrations } = acceptBaseline(
      [leaves('+ index public.b')],
      await readBaseline(join(folder.path, 'b.json')),
    );
    expect(migrations[0]?.verdicts.reversible.status).toBe('waived');
  });

  test('is no warning', () => {
    const { migrations } = acceptBaseline([FAILING], [{ version: '1', axis: 'shadowed', code: 'shadowed' }]);
    expect(migrations[0]?.verdicts.shadowed.status).toBe('warn');
  });

  test('and is gone is counted, of what was judged', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = skipped('the up fails on rows');
    const skippedAxis = { version: '1', axis: 'dataPreserved', code: 'down-loses-rows' } as const;
    expect(acceptBaseline([verdict], [DIFFERS, { ...DIFFERS, version: '2' }, skippedAxis]).stale).toBe(1);
  });
});
