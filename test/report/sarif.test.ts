import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';

import { formatSarif } from '../../src/report/formats/sarif.ts';
import { lintReported } from '../../src/report/lint-reported.ts';
import { together, type Reported } from '../../src/report/reported.ts';
import { verifyReported } from '../../src/report/verify-reported.ts';
import { lintText } from '../lint/fixtures.ts';
import { found, judged } from '../verify/verdicts.ts';
import { RULES } from '../lint/fixtures.ts';

const PLACE = { version: '1.0.0', base: '/project' };

/** The schema of draft 4 has its own word for `$id`, and a dialect that ajv 8 does not bring; one of its patterns is none in Unicode mode. */
const { $schema: _dialect, id: _id, ...body } = schema;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(body);

function faultsOf(log: unknown): unknown {
  return validate(log) ? [] : validate.errors;
}

async function linted(sql: string): Promise<Reported> {
  return lintReported(await lintText(sql), RULES.rules, PLACE);
}

function verified(): Reported {
  const report = {
    ok: false,
    server: { kind: 'embedded' as const, version: '18.4' },
    migrations: [
      judged({ reversible: [found('down-differs')], shadowed: [found('shadowed', 'warn')] }),
      judged({}, 2n),
    ],
    replayed: 2,
    cached: 0,
    findings: [],
    uncovered: [],
    clientData: undefined,
    notes: [],
    milliseconds: 1,
  };
  return verifyReported(report, '/project/migrations', PLACE);
}

describe('SARIF fits the schema of version 2.1.0', () => {
  test('with findings of lint, whatever their places', async () => {
    const log = JSON.parse(formatSarif(await linted('CREATE TABLE "größe 😀" (a int);\nDROP TABLE b CASCADE;\n')));
    expect(log.runs[0].results.length).toBeGreaterThan(3);
    expect(faultsOf(log)).toEqual([]);
  });

  test('with findings of lint and verify in one log', async () => {
    const log = JSON.parse(formatSarif(together('check', await linted('DROP TABLE b;'), verified())));
    const ids = new Set(log.runs[0].tool.driver.rules.map(({ id }: { id: string }) => id));
    expect(log.runs[0].results.every(({ ruleId }: { ruleId: string }) => ids.has(ruleId))).toBe(true);
    expect(faultsOf(log)).toEqual([]);
  });

  test('with nothing found', async () => {
    const log = JSON.parse(formatSarif({ ...(await linted('SELECT 1;')), findings: [] }));
    expect(faultsOf(log)).toEqual([]);
  });

  test('a document that does not fit the schema is detected', async () => {
    const log = JSON.parse(formatSarif(await linted('DROP TABLE b;')));
    log.runs[0].results[0].level = 'fatal';
    expect(faultsOf(log)).toMatchObject([{ instancePath: '/runs/0/results/0/level' }]);
  });
});
