import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { expect, test } from 'vitest';

import { PAGE_MODEL } from '../../src/page/model.ts';
import { fullModel } from './client/full-model.ts';

test('the schema of the model is the JSON Schema in docs/ (npx vitest run --project unit test/page/model.test.ts -u renews it)', async () => {
  const schema = toJsonSchema(PAGE_MODEL, { errorMode: 'ignore' });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/report.schema.json');
});

test('a model with something in every part fits the schema', () => {
  expect(v.safeParse(PAGE_MODEL, fullModel()).issues).toBeUndefined();
});
