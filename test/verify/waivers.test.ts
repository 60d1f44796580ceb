import { describe, expect, test } from 'vitest';

import { AXES, skipped, type Axis, type FindingCode } from '../../src/verify/verdict.ts';
import { readWaivers, waive, type Waiver, type Waivers } from '../../src/verify/waivers.ts';
import { found, judged } from './verdicts.ts';

function read(up: string, down?: string): Waivers {
  const migration = { version: 1n, name: 'step', up: '1_step.up.sql', down: '1_step.down.sql' };
  return readWaivers({ migration, up, down });
}

const subjects = (sql: string): string[] => read(sql).waivers.map(({ subject }) => subject);

const allow = (subject: Waiver['subject'], reason = 'known'): Waiver => ({ subject, reason, file: 'f', line: 1 });

describe('a comment', () => {
  test('declares the migration irreversible, or accepts one axis', () => {
    const sql = 'BEGIN;\n-- elementaldb: irreversible a label stays\n  --elementaldb:allow masked it is ours\nEND;\n';
    expect(read(sql)).toEqual({
      waivers: [
        { subject: 'irreversible', reason: 'a label stays', file: '1_step.up.sql', line: 2 },
        { subject: 'masked', reason: 'it is ours', file: '1_step.up.sql', line: 3 },
      ],
      malformed: [],
    });
  });

  test('counts in the down too', () => {
    const { waivers } = read('SELECT 1;', '\n-- elementaldb: irreversible gone');
    expect(waivers).toMatchObject([{ subject: 'irreversible', file: '1_step.down.sql', line: 2 }]);
  });

  test.each(AXES)('names the axis %s as it is', (axis) => {
    expect(subjects(`-- elementaldb: allow ${axis} known`)).toEqual([axis]);
  });

  test.each(['dataKept', 'data-kept', 'data_kept', 'datakept', 'Data-Kept'])('names dataKept as %s', (name) => {
    expect(subjects(`-- elementaldb: allow ${name} known`)).toEqual(['dataKept']);
  });

  test.each([
    ['-- elementaldb: irreversible: gone', 'irreversible'],
    ['-- elementaldb: allow masked: gone', 'masked'],
    ['-- ElementalDB: allow masked gone', 'masked'],
  ])('%s is understood', (sql, subject) => {
    expect(read(sql).waivers).toMatchObject([{ subject, reason: 'gone' }]);
  });

  test('ends before the carriage return of a Windows line', () => {
    const { waivers } = read('SELECT 1;\r\n-- elementaldb: irreversible gone\r\nSELECT 2;\r\n');
    expect(waivers).toMatchObject([{ subject: 'irreversible', reason: 'gone', line: 2 }]);
  });

  test.each([
    ['irreversible', '"irreversible" without a reason'],
    ['irreversible   ', '"irreversible" without a reason'],
    ['allow masked', '"allow masked" without a reason'],
    ['allow down nobody looks', `"down" is no axis: there are ${AXES.join(', ')}`],
    ['allow', '"allow" is neither "irreversible <reason>" nor "allow <axis> <reason>"'],
    ['irreversibel gone', '"irreversibel gone" is neither "irreversible <reason>" nor "allow <axis> <reason>"'],
    ['irreversible-ish gone', '"irreversible-ish gone" is neither "irreversible <reason>" nor "allow <axis> <reason>"'],
    ['', '"" is neither "irreversible <reason>" nor "allow <axis> <reason>"'],
  ])('that says "%s" is an error with its line', (said, what) => {
    expect(read(`SELECT 1;\n-- elementaldb: ${said}`)).toMatchObject({
      waivers: [],
      malformed: [{ rule: 'malformed-waiver', severity: 'error', file: '1_step.up.sql', line: 2, what }],
    });
  });

  test.each(['-- elementaldb runs this twice', "SELECT '-- elementaldb: irreversible gone'", '# elementaldb: x y'])(
    '%s is none of ours',
    (sql) => {
      expect(read(sql)).toEqual({ waivers: [], malformed: [] });
    },
  );
});

describe('what is waived', () => {
  test('keeps what was found, with the reason', () => {
    const { verdict, unused } = waive(judged({ masked: [found('masked')] }), [allow('masked', 'it is ours')], true);
    expect(verdict.verdicts.masked).toMatchObject({
      status: 'waived',
      findings: [{ code: 'masked', status: 'waived', waiver: 'it is ours' }],
    });
    expect(unused).toEqual([]);
  });

  test('is one axis, not its neighbours', () => {
    const findings = { reversible: [found('down-differs')], dataKept: [found('down-loses-rows')] };
    const { verdicts } = waive(judged(findings), [allow('dataKept')], true).verdict;
    expect([verdicts.reversible.status, verdicts.dataKept.status]).toEqual(['fail', 'waived']);
  });

  test('may be a warning', () => {
    const { verdicts } = waive(
      judged({ applies: [found('up-changes-nothing', 'warn')] }),
      [allow('applies')],
      true,
    ).verdict;
    expect(verdicts.applies.status).toBe('waived');
  });

  test.each<[Axis, FindingCode]>([
    ['reversible', 'down-missing'],
    ['reversible', 'down-fails'],
    ['reversible', 'down-differs'],
    ['dataKept', 'down-loses-rows'],
    ['dataKept', 'up-destroys-rows'],
    ['reappliable', 'third-up-fails'],
  ])('by "irreversible" is %s: %s', (axis, code) => {
    const { verdicts } = waive(judged({ [axis]: [found(code)] }), [allow('irreversible')], true).verdict;
    expect(verdicts[axis].status).toBe('waived');
  });

  test.each<[Axis, FindingCode]>([
    ['reversible', 'down-acts'],
    ['applies', 'up-fails'],
    ['idempotent', 'second-up-changes'],
    ['sessionSafe', 'session-differs'],
  ])('by "irreversible" is not %s: %s', (axis, code) => {
    const { verdicts } = waive(judged({ [axis]: [found(code)] }), [allow('irreversible')], true).verdict;
    expect(verdicts[axis].status).toBe('fail');
  });

  test('leaves what is not waived the worst on its axis', () => {
    const findings = { reversible: [found('down-acts'), found('down-differs')] };
    const { verdicts } = waive(judged(findings), [allow('irreversible')], true).verdict;
    expect(verdicts.reversible.findings.map(({ status }) => status)).toEqual(['fail', 'waived']);
    expect(verdicts.reversible.status).toBe('fail');
  });
});

describe('a waiver that accepts nothing', () => {
  test('is a warning where it stands', () => {
    const { unused } = waive(judged(), [{ ...allow('masked'), file: '1_step.down.sql', line: 7 }], true);
    expect(unused).toMatchObject([
      {
        rule: 'unused-waiver',
        severity: 'warning',
        file: '1_step.down.sql',
        line: 7,
        what: 'nothing is found on "masked"',
      },
    ]);
  });

  test('is said otherwise of an irreversible migration that is not', () => {
    expect(waive(judged(), [allow('irreversible')], true).unused).toMatchObject([
      { what: 'declared irreversible, and it is not' },
    ]);
  });

  test('is not told when not everything was tried', () => {
    expect(waive(judged(), [allow('masked')], false).unused).toEqual([]);
  });

  test('is not told of an axis that was skipped', () => {
    const verdict = judged();
    verdict.verdicts.dataKept = skipped('the up fails on rows');
    expect(waive(verdict, [allow('dataKept')], true).unused).toEqual([]);
  });

  test('is not one that another forestalls', () => {
    const waivers = [allow('irreversible'), allow('reversible')];
    expect(waive(judged({ reversible: [found('down-fails')] }), waivers, true).unused).toEqual([]);
  });

  test('is not told beside the failure that the down acts, which speaks of it', () => {
    expect(waive(judged({ reversible: [found('down-acts')] }), [allow('irreversible')], true).unused).toEqual([]);
  });
});
