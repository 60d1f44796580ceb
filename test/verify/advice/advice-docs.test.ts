import { expect, test } from 'vitest';

import { FINDING_CODES } from '../../../src/verify/report/verdict.ts';
import { RULE_ADVICE } from '../../lint/advice-table.ts';
import { RULES } from '../../lint/fixtures.ts';
import { ADVICE, DECIDED, PRINTED, type AdviceCase } from './advice-table.ts';

test('every code of verify has an advice that is tried, or that a person decides on', () => {
  const tried = new Set([...ADVICE.map(({ code }) => code), ...PRINTED, ...Object.keys(DECIDED)]);
  expect(FINDING_CODES.filter((code) => !tried.has(code))).toEqual([]);
});

test('docs/advice.md is made from the tables (npx vitest run --project unit test/verify/advice -u renews it)', async () => {
  await expect(adviceMarkdown()).toMatchFileSnapshot('../../../docs/advice.md');
});

function adviceMarkdown(): string {
  return [
    '# What each advice comes to',
    '',
    'Tests apply the advice that a finding prints as `fix:` to a fixture with that finding, and verify or lint it again. This page is made',
    'from their tables (`npx vitest run --project unit test/verify/advice -u`).',
    '',
    '## Findings of verify',
    '',
    '| code | the advice says | outcome |',
    '|---|---|---|',
    ...FINDING_CODES.flatMap((code) => [
      ...(PRINTED.includes(code)
        ? [
            `| \`${code}\` | the printed statements | applied in every fixture: gone, or the advice says what is missing |`,
          ]
        : []),
      ...ADVICE.filter((each) => each.code === code).map(
        (each) => `| \`${code}\` | ${each.says.replaceAll('|', '/')} | ${outcomeOf(each)} |`,
      ),
      ...(DECIDED[code] === undefined
        ? []
        : [`| \`${code}\` | what to look at | a person decides: ${DECIDED[code]} |`]),
    ]),
    '',
    '## Rules of lint',
    '',
    '| rule | outcome |',
    '|---|---|',
    ...RULES.rules.map(({ id }) => `| \`${id}\` | ${ruleOutcome(id)} |`),
    '',
  ].join('\n');
}

function outcomeOf({ decides, comment }: AdviceCase): string {
  return decides === undefined
    ? comment === undefined
      ? 'applied, gone'
      : 'the comment accepts it'
    : `a person decides: ${decides}`;
}

function ruleOutcome(id: string): string {
  const advice = RULE_ADVICE.get(id);
  return advice === undefined
    ? 'applied by `--fix`, gone'
    : typeof advice === 'object' && 'decides' in advice
      ? `a person decides: ${advice.decides}`
      : 'applied, gone';
}
