import { describe, expect, test } from 'vitest';

import { ENERGY_RULESET } from '../../../src/energy/lint-rules/energy-ruleset.ts';
import { ruleRegistry, type Ruleset } from '../../../src/lint/engine/ruleset.ts';
import { actionRule } from '../../../src/lint/rule-builders/action-rule.ts';
import { lintText } from '../fixtures.ts';

const NO_VIEWS = actionRule({
  id: 'no-views',
  group: 'types and conventions',
  condition: 'a view is created',
  effect: 'Nobody maintains it.',
  remedy: 'Use a table.',
  presets: {},
  kinds: ['create'],
  check: ({ what }) => (what === 'view' ? 'a view' : undefined),
});

const RULESET: Ruleset = {
  rules: [NO_VIEWS],
  presets: { team: { extends: 'recommended', severities: { 'no-views': 'error', 'drop-table': 'off' } } },
};

const SQL = 'CREATE OR REPLACE VIEW public.v AS SELECT 1; DROP TABLE IF EXISTS public.t; TRUNCATE public.u;';

async function found(options: Parameters<typeof lintText>[1]): Promise<string[]> {
  const { findings } = await lintText(SQL, { only: ['no-views', 'drop-table', 'truncate'], ...options });
  return findings.map(({ code, status }) => `${code} ${status}`);
}

describe('a ruleset', () => {
  test('adds rules and a preset that differs from a built-in one', async () => {
    const rulesets = [RULESET];
    expect(await found({ rulesets, preset: 'team' })).toEqual(['no-views fail', 'truncate warn']);
    expect(await found({ rulesets })).toEqual(['drop-table warn', 'truncate warn']);
    expect(await found({ rulesets, rules: { 'no-views': { severity: 'warning' } } })).toContain('no-views warn');
  });

  test('is not known where it is not given', () => {
    const { rules, presets, assertPreset } = ruleRegistry();
    expect(rules.some(({ id }) => id === 'id-not-uuid')).toBe(false);
    expect(presets).toEqual(['recommended', 'strict']);
    expect(() => assertPreset('elementaldb')).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(ruleRegistry([ENERGY_RULESET]).presets).toEqual(['recommended', 'strict', 'elementaldb']);
  });
});
