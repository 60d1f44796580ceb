import { readFileSync } from 'node:fs';

import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { VERIFY_REPORT, verifyReportJson } from '../../src/report/verify-json.ts';
import { AXES, FINDING_CODES, skipped, type VerifyReport } from '../../src/verify/report/verdict.ts';
import { found, judged } from '../verify/verdicts.ts';

const REPORT: VerifyReport = {
  ok: false,
  server: { kind: 'embedded', version: '18.4' },
  migrations: [judged({ reversible: [found('down-differs')], shadowed: [found('shadowed', 'warn')] }), judged({}, 2n)],
  replayed: 3,
  cached: 1,
  findings: [],
  uncovered: [],
  clientData: undefined,
  notes: [],
  milliseconds: 400,
};

const documentation = readFileSync(new URL('../../docs/verification.md', import.meta.url), 'utf8');

describe('the schema of the report', () => {
  test('is the JSON Schema in docs/ (npx vitest run --project unit test/report/verify-json.test.ts -u renews it)', async () => {
    const schema = toJsonSchema(VERIFY_REPORT, { errorMode: 'ignore' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/verify-report.schema.json');
  });

  test('is published with the package', () => {
    const { files } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(files).toContain('docs');
  });

  test('has every axis', () => {
    expect(Object.keys(verifyReportJson(REPORT).migrations[0]?.verdicts ?? {})).toEqual(AXES);
  });
});

describe('docs/verification.md', () => {
  /** The first cells of the table of codes, each of which names one or more of them. */
  const [, table = ''] = documentation.split('\n## Findings\n');
  const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code),
  );

  test('lists every code that can be found, and no other', () => {
    expect(named).toHaveLength(FINDING_CODES.length);
    expect(new Set(named)).toEqual(new Set(FINDING_CODES));
  });

  test('names every axis by its name in JSON', () => {
    expect([...documentation.matchAll(/^\| `(\w+)` \| [\w-]+ \|.*\? \|$/gm)].map(([, axis]) => axis)).toEqual(AXES);
  });
});

describe('the report for scripts', () => {
  test('counts migrations by their worst verdict', () => {
    const migrations = [...REPORT.migrations, judged({ shadowed: [found('shadowed', 'warn')] }, 3n)];
    expect(verifyReportJson({ ...REPORT, migrations }).summary).toEqual({
      ok: false,
      pass: 1,
      warn: 1,
      waived: 0,
      fail: 1,
      skipped: 0,
      replayed: 3,
    });
  });

  test('leaves out what does not apply', () => {
    const json = verifyReportJson(REPORT);
    expect(json.clientData).toBeNull();
    expect(json.migrations[0]?.verdicts.applies).toEqual({ status: 'pass', findings: [] });
    const keys = Object.keys(json.migrations[0]?.verdicts.reversible.findings[0] ?? {});
    expect(['file', 'line', 'waiver'].filter((key) => keys.includes(key))).toEqual([]);
  });

  test('says why an axis was skipped, and null for a half that is missing', () => {
    const verdict = judged();
    verdict.verdicts.dataPreserved = skipped('not tried on rows');
    const [json] = verifyReportJson({ ...REPORT, migrations: [{ ...verdict, down: undefined }] }).migrations;
    expect(json?.verdicts.dataPreserved).toEqual({ status: 'skipped', reason: 'not tried on rows', findings: [] });
    expect(json?.down).toBeNull();
  });

  test('holds a version whole that a number cannot', () => {
    const large = 2n ** 53n + 1n;
    const json = verifyReportJson({ ...REPORT, migrations: [judged({}, 7n), judged({}, large)] });
    expect(json.migrations.map(({ version }) => version)).toEqual([7, '9007199254740993']);
    expect(() => v.parse(VERIFY_REPORT, json)).not.toThrow();
  });

  test('says nothing of how it was come by, which differs from run to run', () => {
    const again = { ...REPORT, cached: 2, milliseconds: 7 };
    expect(JSON.stringify(verifyReportJson(again))).toBe(JSON.stringify(verifyReportJson(REPORT)));
  });
});
