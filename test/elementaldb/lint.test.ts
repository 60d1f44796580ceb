import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { LINT_PRESETS } from '../../src/configuration/lint-schema.ts';
import { lintMigrations } from '../../src/lint/engine/lint-migrations.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** What the chain has for history's sake: columns of one release that the next has fixed, and the like. */
const KNOWN = new Set(['nullable-column-without-default', 'foreign-key-without-index']);

test.for(LINT_PRESETS.filter((preset) => preset !== 'strict'))(
  'our own migrations have no error by preset %s',
  async (preset) => {
    const { findings } = await lintMigrations({ migrations: MIGRATIONS, preset });
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
  },
);

test('our own migrations are told of nothing but what is known', async () => {
  const { findings } = await lintMigrations({ migrations: MIGRATIONS });
  expect([...new Set(findings.map(({ code }) => code))].filter((rule) => !KNOWN.has(rule))).toEqual([]);
});
