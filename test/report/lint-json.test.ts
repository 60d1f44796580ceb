import { readFileSync } from 'node:fs';

import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { LINT_REPORT, lintReportJson } from '../../src/report/lint-json.ts';
import { lintText } from '../lint/fixtures.ts';

describe('the schema of the report of lint', () => {
  test('is the JSON Schema in docs/ (npx vitest run --project unit test/report/lint-json.test.ts -u renews it)', async () => {
    const schema = toJsonSchema(LINT_REPORT, { errorMode: 'ignore' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/lint-report.schema.json');
  });

  test('is published with the package', () => {
    const { files } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(files).toContain('docs');
  });

  test('fits a report, with places and without', async () => {
    const report = lintReportJson(await lintText('CREATE TABLE a (n int);'));
    expect(v.safeParse(LINT_REPORT, JSON.parse(JSON.stringify(report))).issues).toBeUndefined();
    expect(report.findings).toContainEqual(
      expect.objectContaining({ rule: 'unguarded-create', line: 1, fixable: true }),
    );
  });
});
