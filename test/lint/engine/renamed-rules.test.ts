import { describe, expect, test } from 'vitest';

import { FORMER_NAMES } from '../../../src/findings/names.ts';
import { currentRuleId } from '../../../src/lint/engine/renamed-rules.ts';
import { lintChain, lintText, RULES } from '../fixtures.ts';

const TABLE = 'CREATE TABLE IF NOT EXISTS public.a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);';
const CHAIN = [[TABLE, 'SELECT 1;']] as const;

describe('the former id of a rule', () => {
  test('is known for each of the thirteen renamed rules', () => {
    const ids = new Set(RULES.rules.map(({ id }) => id));
    const renamed = [...FORMER_NAMES].filter(([, name]) => ids.has(name));
    expect(renamed).toHaveLength(13);
    expect(renamed.map(([former]) => currentRuleId(former))).toEqual(renamed.map(([, name]) => name));
  });

  test('works in the options, with a notice', async () => {
    const only = await lintText(TABLE, { only: ['small-key'] });
    expect(only.findings.map(({ code }) => code)).toEqual(['prefer-bigint-key']);
    expect(only.notices).toEqual(['configuration: rule small-key is now called prefer-bigint-key']);

    const rules = await lintText(TABLE, { rules: { 'small-key': { severity: 'error' } }, only: ['prefer-bigint-key'] });
    expect(rules.findings.map(({ status }) => status)).toEqual(['fail']);
    expect(rules.notices).toHaveLength(1);
  });

  test.for(['-- elementaldb-ignore not-undone: kept', '-- elementaldb: allow not-undone kept'])(
    'works in a comment, with a notice: %s',
    async (comment) => {
      const only = ['incomplete-down', 'unused-ignore', 'malformed-ignore'];
      const { findings, suppressed, notices } = await lintChain([[`${comment}\n${TABLE}`, 'DROP VIEW v;']], { only });
      expect(findings).toEqual([]);
      expect(suppressed).toBe(1);
      expect(notices).toEqual(['000001_case.up.sql:1: rule not-undone is now called incomplete-down']);
    },
  );

  test('causes no notice where the current id is used', async () => {
    expect((await lintChain(CHAIN, { only: ['incomplete-down'] })).notices).toEqual([]);
  });
});
