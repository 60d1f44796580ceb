import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { FindingInFile } from '../../src/findings/finding.ts';
import { applyEdits } from '../../src/lint/fixes/apply-edits.ts';
import { RULE_ADVICE } from './advice-table.ts';
import { fixturesOf, lintFixture, lintText, RULES } from './fixtures.ts';

const only = (id: string) => ({ rules: { [id]: { severity: 'error' as const } } });

function badOf(id: string): string | undefined {
  const file = join(fixturesOf(id), 'bad.sql');
  return existsSync(file) ? readFileSync(file, 'utf8').replaceAll(' -- here', '') : undefined;
}

/** The text after `--fix` and after what a person does. */
async function advised(id: string): Promise<string> {
  let text = badOf(id) ?? '';
  const advice = RULE_ADVICE.get(id);
  for (const [from, to] of Array.isArray(advice) ? advice : []) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  const { findings } = await lintText(text, only(id));
  return applyEdits(
    text,
    findings.filter(({ code }) => code === id).flatMap(({ edits }) => edits),
  );
}

test('every advice that is tried is of a rule', () => {
  const ids = new Set(RULES.rules.map(({ id }) => id));
  expect([...RULE_ADVICE.keys()].filter((id) => !ids.has(id))).toEqual([]);
});

const isDecided = (id: string): boolean => {
  const advice = RULE_ADVICE.get(id);
  return typeof advice === 'object' && 'decides' in advice;
};

async function findingsOf(id: string): Promise<FindingInFile[]> {
  const { findings } = await lintFixture(id, 'bad', only(id));
  return findings.filter(({ code }) => code === id);
}

test.for(RULES.rules.filter(({ id }) => isDecided(id)))('the advice of $id leaves it to a person', async ({ id }) => {
  expect((await findingsOf(id)).map(({ fix }) => fix.split(' ')[0])).toContain('Decide');
});

test.for(RULES.rules.filter(({ id }) => !isDecided(id)))('the advice of $id fixes the fault', async ({ id }) => {
  const before = await findingsOf(id);
  expect(before).not.toEqual([]);
  expect(before.filter(({ fix }) => fix === '')).toEqual([]);
  const isGood = RULE_ADVICE.get(id) === 'good';
  const { findings } = isGood ? await lintFixture(id, 'good', only(id)) : await lintText(await advised(id), only(id));
  expect(findings.filter(({ code }) => code === id || code === 'syntax-error')).toEqual([]);
});
