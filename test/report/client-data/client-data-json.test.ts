import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';

import { CHECK_JSON, DUMP_JSON, LOAD_JSON, PLAN_JSON } from '../../../src/report/client-data/client-data-json.ts';

test.each([
  ['dump', DUMP_JSON],
  ['plan', PLAN_JSON],
  ['load', LOAD_JSON],
  ['check', CHECK_JSON],
] as const)(
  'the schema of client-data %s is the JSON Schema in docs/ (npx vitest run --project unit test/report/client-data -u renews it)',
  async (name, json) => {
    const schema = toJsonSchema(json, { errorMode: 'ignore' });
    const file = `../../../docs/client-data-${name}.schema.json`;
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
  },
);
