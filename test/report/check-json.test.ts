import { readFileSync } from 'node:fs';

import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';

import { CHECK_REPORT } from '../../src/report/check-json.ts';

test('the schema of the report is the JSON Schema in docs/ (npx vitest run --project unit test/report/check-json.test.ts -u renews it)', async () => {
  const schema = toJsonSchema(CHECK_REPORT, { errorMode: 'ignore' });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/check-report.schema.json');
});

test('the schema is published with the package', () => {
  const { files } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(files).toContain('docs');
});
