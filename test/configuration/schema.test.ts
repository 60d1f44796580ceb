import { readFileSync } from 'node:fs';

import { toJsonSchema } from '@valibot/to-json-schema';
import { describe, expect, test } from 'vitest';

import { CONFIGURATION, describeSettings } from '../../src/configuration/schema.ts';

const repository = new URL('../../', import.meta.url);

describe('the configuration schema', () => {
  test('names flag, variable and placeholder of every setting', () => {
    expect(describeSettings().find(({ name }) => name === 'pgBin')).toMatchObject({
      flag: '--pg-bin',
      variable: 'ELEMENTALDB_PG_BIN',
      placeholder: 'folder',
      isPath: true,
    });
    const own = Object.keys(CONFIGURATION.entries).filter(
      (name) => name !== 'lint' && name !== 'datasets' && name !== 'anonymize',
    );
    expect(describeSettings().map(({ name }) => name)).toEqual(own);
  });

  test('is the JSON Schema in docs/ (npx vitest run --project unit test/configuration/schema.test.ts -u renews it)', async () => {
    const schema = toJsonSchema(CONFIGURATION, { errorMode: 'ignore' });
    schema.properties = { $schema: { type: 'string' }, ...schema.properties };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/configuration.schema.json');
  });

  test('is described in docs/configuration.md', () => {
    const text = readFileSync(new URL('docs/configuration.md', repository), 'utf8');
    for (const { name, flag, variable, description } of describeSettings()) {
      expect(text).toContain(`| \`${name}\` | \`${flag}\` | \`${variable}\` | ${description.replaceAll('|', '\\|')} |`);
    }
  });
});
