import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import type { RuleGroup } from '../../../src/lint/engine/rule.ts';
import { RULES } from '../fixtures.ts';

const CASES = fileURLToPath(new URL('../../../fixtures/verify', import.meta.url));

const CASE = v.object({ axis: v.string(), status: v.string() });

const cases = readdirSync(CASES).map((name) => ({
  name,
  ...v.parse(CASE, JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8'))),
}));

/**
 * What cannot be seen without a server: what drawing from a sequence leaves, that a function yields another value, which rows
 * a condition in a block lets through, or what a second run does to rows that were written after the first.
 */
const UNSEEN = new Set([
  'filtered-rows-in-if-condition',
  'sequence-drawn',
  'sequence-left-behind',
  'keys-drawn-anew',
  'second-run-drops-rows',
  'second-run-overwrites-values',
]);

/** An INSERT that selects rows which the next statement marks as done: that it inserts none again only running it shows. */
const ACCUSED = new Set(['rows-derived-once-more-after-the-down']);

async function found(name: string, which: 'bad' | 'good', groups: readonly RuleGroup[]): Promise<string[]> {
  const only = RULES.rules.filter(({ group }) => groups.includes(group)).map(({ id }) => id);
  const { findings } = await lintMigrations({ migrations: join(CASES, name, which), preset: 'recommended', only });
  return findings.map(({ code, what }) => `${code}: ${what}`);
}

describe('of the cases that verify proves', () => {
  test.for(cases.filter(({ name }) => !ACCUSED.has(name)))(
    '$name/good is not accused of anything that verify would see',
    async ({ name }) => {
      const said = await found(name, 'good', ['idempotency', 'reversal', 'transactions']);
      // A warning of style: CASCADE that takes nothing more.
      expect(said.filter((each) => !each.startsWith('cascade') && !each.startsWith('several-transactions'))).toEqual(
        [],
      );
    },
  );

  test.for(cases.filter(({ axis, status, name }) => axis === 'idempotent' && status === 'fail' && !UNSEEN.has(name)))(
    '$name/bad is named before',
    async ({ name }) => {
      expect(await found(name, 'bad', ['idempotency'])).not.toEqual([]);
    },
  );
});
