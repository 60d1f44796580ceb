import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { LINT_PRESETS } from '../../src/configuration/lint-schema.ts';
import { ENERGY_RULESET } from '../../src/energy/lint-rules/energy-ruleset.ts';
import { lintMigrations } from '../../src/lint/engine/lint-migrations.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Accepted for historical reasons, such as columns of one release that the next one corrected. */
const KNOWN = new Set(['nullable-column-without-default', 'foreign-key-without-index']);

test.for(LINT_PRESETS.filter((preset) => preset !== 'strict'))(
  'our own migrations have no error in preset %s',
  async (preset) => {
    const { findings } = await lintMigrations({ migrations: MIGRATIONS, preset, rulesets: [ENERGY_RULESET] });
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
  },
);

test('our own migrations have only known findings in preset elementaldb', async () => {
  const { findings } = await lintMigrations({
    migrations: MIGRATIONS,
    preset: 'elementaldb',
    rulesets: [ENERGY_RULESET],
  });
  expect([...new Set(findings.map(({ code }) => code))].filter((rule) => !KNOWN.has(rule))).toEqual([]);
});
