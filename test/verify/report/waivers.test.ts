import { describe, expect, test } from 'vitest';

import { AXES, skipped, UP_FAILS_ON_ROWS, type Axis, type FindingCode } from '../../../src/verify/report/verdict.ts';
import { isIdle, readWaivers, waive, type Waiver, type Waivers } from '../../../src/verify/report/waivers.ts';
import { found, judged } from '../verdicts.ts';

function read(up: string, down?: string): Waivers {
  const migration = { version: 1n, name: 'step', up: '1_step.up.sql', down: '1_step.down.sql' };
  return readWaivers({ migration, up, down });
}

const subjects = (sql: string): string[] => read(sql).waivers.map(({ subject }) => subject);

const allow = (subject: Waiver['subject'], reason = 'known'): Waiver => ({ subject, reason, file: 'f', line: 1 });

describe('a comment', () => {
  test('declares the migration irreversible, or accepts one axis', () => {
    const sql = 'BEGIN;\n-- elementaldb: irreversible a label stays\n  --elementaldb:allow shadowed it is ours\nEND;\n';
    expect(read(sql)).toEqual({
      waivers: [
        { subject: 'irreversible', reason: 'a label stays', file: '1_step.up.sql', line: 2 },
        { subject: 'shadowed', reason: 'it is ours', file: '1_step.up.sql', line: 3 },
      ],
      malformed: [],
    });
  });

  test.each(['$$', '$body$', "'"])('counts in a DO block between %s, and not in a function', (quote) => {
    const body = `${quote} BEGIN\n  -- elementaldb: allow reversible rows stay\nEND ${quote}`;
    expect(read('SELECT 1;', `SELECT 1;\nDO LANGUAGE plpgsql ${body};`).waivers).toEqual([
      { subject: 'reversible', reason: 'rows stay', file: '1_step.down.sql', line: 3 },
    ]);
    expect(subjects(`CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS ${body}`)).toEqual([]);
  });

  test('counts in the down too', () => {
    const { waivers } = read('SELECT 1;', '\n-- elementaldb: irreversible gone');
    expect(waivers).toMatchObject([{ subject: 'irreversible', file: '1_step.down.sql', line: 2 }]);
  });

  test.each(AXES)('names the axis %s as it is', (axis) => {
    expect(subjects(`-- elementaldb: allow ${axis} known`)).toEqual([axis]);
  });

  test.each(['dataPreserved', 'data-preserved', 'data_preserved', 'datapreserved', 'Data-Preserved'])(
    'names dataPreserved as %s',
    (name) => {
      expect(subjects(`-- elementaldb: allow ${name} known`)).toEqual(['dataPreserved']);
    },
  );

  test.each([
    ['dataKept', 'dataPreserved'],
    ['data-kept', 'dataPreserved'],
    ['Data_Kept', 'dataPreserved'],
    ['session-safe', 'sessionIndependent'],
    ['sessionSafe', 'sessionIndependent'],
    ['masked', 'shadowed'],
  ])('may use the former name %s of the axis %s', (former, axis) => {
    expect(subjects(`-- elementaldb: allow ${former} known`)).toEqual([axis]);
  });

  test.each([
    ['-- elementaldb: irreversible: gone', 'irreversible'],
    ['-- elementaldb: allow shadowed: gone', 'shadowed'],
    ['-- ElementalDB: allow shadowed gone', 'shadowed'],
  ])('%s is understood', (sql, subject) => {
    expect(read(sql).waivers).toMatchObject([{ subject, reason: 'gone' }]);
  });

  test('ends before the carriage return of a Windows line', () => {
    const { waivers } = read('SELECT 1;\r\n-- elementaldb: irreversible gone\r\nSELECT 2;\r\n');
    expect(waivers).toMatchObject([{ subject: 'irreversible', reason: 'gone', line: 2 }]);
  });

  test.each([
    ['irreversible', '"irreversible" has no reason'],
    ['allow shadowed', '"allow shadowed" has no reason'],
    ['allow down nobody looks', `"down" is neither a rule nor an axis (${AXES.join(', ')})`],
    ['allow', '"allow" is neither "irreversible <reason>" nor "allow <rule or axis> <reason>"'],
    ['irreversibel gone', '"irreversibel gone" is neither "irreversible <reason>" nor "allow <rule or axis> <reason>"'],
    [
      'irreversible-ish gone',
      '"irreversible-ish gone" is neither "irreversible <reason>" nor "allow <rule or axis> <reason>"',
    ],
    ['', '"" is neither "irreversible <reason>" nor "allow <rule or axis> <reason>"'],
  ])('that says "%s" is an error with its line', (said, what) => {
    expect(read(`SELECT 1;\n-- elementaldb: ${said}`)).toMatchObject({
      waivers: [],
      malformed: [{ rule: 'malformed-waiver', severity: 'error', file: '1_step.up.sql', line: 2, what }],
    });
  });

  test.each([
    '-- we run elementaldb: it is good',
    '-- elementaldb_core.meter is made here',
    '-- elementaldb.config.ts names the folder',
    '-- elementaldb-ignore no-drop: nobody reads it',
    '-- elementaldb: allow drop-table lint reads it',
    "SELECT '-- elementaldb: irreversible gone'",
    'CREATE FUNCTION f() AS $$\n-- elementaldb: irreversible gone\nBEGIN END $$',
    '/* for later:\n-- elementaldb: irreversible gone */',
    '# elementaldb: x y',
  ])('%s is none of ours', (sql) => {
    expect(read(sql)).toEqual({ waivers: [], malformed: [] });
  });

  test.each([
    'SELECT 1;\nSELECT 2; -- elementaldb: irreversible gone',
    'SELECT $$\n$$; --- elementaldb: irreversible gone\n',
  ])('may stand behind a statement: %s', (sql) => {
    expect(read(sql)).toMatchObject({ waivers: [{ subject: 'irreversible', reason: 'gone', line: 2 }], malformed: [] });
  });

  test.each([
    ['-- elementaldb irreversible gone', 'the colon after "elementaldb" is missing'],
    ['-- ElementalDB runs this twice', 'the colon after "elementaldb" is missing'],
    ['/* elementaldb: irreversible gone */', 'a comment in /* */ accepts nothing'],
    ['/**\n elementaldb: irreversible gone\n*/', 'a comment in /* */ accepts nothing'],
  ])('that begins with our name and is no waiver is an error: %s', (sql, what) => {
    expect(read(`SELECT 1;\n${sql}`)).toMatchObject({
      waivers: [],
      malformed: [{ rule: 'malformed-waiver', severity: 'error', line: 2, what }],
    });
  });

  test.each(['down-loses-rows', 'down_loses_rows', 'downLosesRows'])('names what is found by its code: %s', (name) => {
    expect(subjects(`-- elementaldb: allow ${name} known`)).toEqual(['down-loses-rows']);
  });
});

describe('suppressed findings', () => {
  test('keep the finding, with the reason', () => {
    const { verdict, unused } = waive(judged({ shadowed: [found('shadowed')] }), [allow('shadowed', 'it is ours')], {
      complete: true,
    });
    expect(verdict.verdicts.shadowed).toMatchObject({
      status: 'waived',
      findings: [{ code: 'shadowed', status: 'waived', waiver: 'it is ours' }],
    });
    expect(unused).toEqual([]);
  });

  test('is one axis, not its neighbours', () => {
    const findings = { reversible: [found('down-differs')], dataPreserved: [found('up-destroys-rows')] };
    const { verdicts } = waive(judged(findings), [allow('dataPreserved')], { complete: true }).verdict;
    expect([verdicts.reversible.status, verdicts.dataPreserved.status]).toEqual(['fail', 'waived']);
  });

  test('may be a warning', () => {
    const { verdicts } = waive(judged({ applies: [found('up-changes-nothing', 'warn')] }), [allow('applies')], {
      complete: true,
    }).verdict;
    expect(verdicts.applies.status).toBe('waived');
  });

  test.each<[Axis, FindingCode]>([
    ['reversible', 'down-missing'],
    ['reversible', 'down-fails'],
    ['reversible', 'down-differs'],
    ['dataPreserved', 'up-destroys-rows'],
    ['reappliable', 'third-up-fails'],
  ])('by "irreversible" is %s: %s', (axis, code) => {
    const { verdicts } = waive(judged({ [axis]: [found(code)] }), [allow('irreversible')], { complete: true }).verdict;
    expect(verdicts[axis].status).toBe('waived');
  });

  test.each<[Axis, FindingCode]>([
    ['reversible', 'down-acts'],
    ['dataPreserved', 'down-loses-rows'],
    ['applies', 'up-fails'],
    ['idempotent', 'second-up-changes'],
    ['sessionIndependent', 'session-differs'],
  ])('by "irreversible" is not %s: %s', (axis, code) => {
    const { verdicts } = waive(judged({ [axis]: [found(code)] }), [allow('irreversible')], { complete: true }).verdict;
    expect(verdicts[axis].status).toBe('fail');
  });

  test('by "irreversible" are rows that a down without statements leaves where the up has put them', () => {
    const verdict = judged({ dataPreserved: [found('down-loses-rows')] });
    const { verdicts } = waive(verdict, [allow('irreversible')], { complete: true, idle: true }).verdict;
    expect(verdicts.dataPreserved.status).toBe('waived');
  });

  test.each<FindingCode>(['down-loses-rows', 'user-rows-fail'])(
    'by "dataPreserved" is not %s, which has to be named',
    (code) => {
      const findings = { dataPreserved: [found('up-destroys-rows', 'warn'), found(code)] };
      const statuses = (...waivers: Waiver[]) =>
        waive(judged(findings), waivers, { complete: true }).verdict.verdicts.dataPreserved.findings.map(
          ({ status }) => status,
        );
      expect(statuses(allow('dataPreserved'))).toEqual(['waived', 'fail']);
      expect(statuses(allow(code))).toEqual(['warn', 'waived']);
    },
  );

  test('leave the worst other finding of the axis', () => {
    const findings = { reversible: [found('down-acts'), found('down-differs')] };
    const { verdicts } = waive(judged(findings), [allow('irreversible')], { complete: true }).verdict;
    expect(verdicts.reversible.findings.map(({ status }) => status)).toEqual(['fail', 'waived']);
    expect(verdicts.reversible.status).toBe('fail');
  });
});

describe('a down is idle', () => {
  test.each([undefined, '', '-- the label stays', 'SELECT 1;', 'BEGIN; COMMIT;', "/* no */ SELECT 'cannot be undone'"])(
    'that says %s',
    (down) => {
      expect(isIdle(down)).toBe(true);
    },
  );

  test.each(['DELETE FROM t', 'SELECT forget()', 'DO $$ BEGIN DELETE FROM t; END $$'])('not that says %s', (down) => {
    expect(isIdle(down)).toBe(false);
  });
});

describe('a waiver that accepts nothing', () => {
  test('is a warning where it stands', () => {
    const { unused } = waive(judged(), [{ ...allow('shadowed'), file: '1_step.down.sql', line: 7 }], {
      complete: true,
    });
    expect(unused).toMatchObject([
      {
        rule: 'unused-waiver',
        severity: 'warning',
        file: '1_step.down.sql',
        line: 7,
        what: 'no finding for "allow shadowed"',
      },
    ]);
  });

  test('has its own sentence for a declared irreversible migration that is reversible', () => {
    expect(waive(judged(), [allow('irreversible')], { complete: true }).unused).toMatchObject([
      { what: 'declared irreversible, but the down reverts the up' },
    ]);
  });

  test('is not reported when not everything was checked', () => {
    expect(waive(judged(), [allow('shadowed')], { complete: false }).unused).toEqual([]);
  });

  test('is not reported for an axis that was skipped', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = skipped('the up fails on rows');
    expect(waive(verdict, [allow('dataPreserved')], { complete: true }).unused).toEqual([]);
  });

  test('is not reported for an axis that the populated pass did not get to', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = UP_FAILS_ON_ROWS;
    const waivers = [allow('idempotent'), allow('irreversible'), allow('resumable')];
    expect(waive(verdict, waivers, { complete: true }).unused).toMatchObject([
      { what: 'no finding for "allow resumable"' },
    ]);
  });

  test('is not reported for a code while any axis was skipped', () => {
    const verdict = judged();
    expect(waive(verdict, [allow('down-loses-rows')], { complete: true }).unused).toHaveLength(1);
    verdict.verdicts.dataPreserved = skipped('the up fails on rows');
    expect(waive(verdict, [allow('down-loses-rows')], { complete: true }).unused).toEqual([]);
  });

  test('is not one that overlaps with another', () => {
    const waivers = [allow('irreversible'), allow('reversible')];
    expect(waive(judged({ reversible: [found('down-fails')] }), waivers, { complete: true }).unused).toEqual([]);
  });

  test('is not reported beside the finding down-acts, which covers it', () => {
    expect(
      waive(judged({ reversible: [found('down-acts')] }), [allow('irreversible')], { complete: true }).unused,
    ).toEqual([]);
  });
});
