import { describe, expect, test } from 'vitest';

import { lintChain, RULES } from './fixtures.ts';
import { BEFORE, OTHER_RULES, type OtherRule } from './other-linters.ts';

/** Ids of the rules that say something of the second of two ups. */
async function rulesFinding(sql: string): Promise<string[]> {
  const rules = Object.fromEntries(RULES.rules.map(({ id }) => [id, { severity: 'warning' as const }]));
  const { findings } = await lintChain([[BEFORE], [sql]], { rules });
  return findings.flatMap(({ code, file }) => (file === '000002_case.up.sql' ? [code] : []));
}

describe('of what others warn of', () => {
  test.for(OTHER_RULES)('$theirs: it is found, or needs not be', async ({ sql, ours }) => {
    const found = await rulesFinding(sql);
    const isFound = 'rule' in ours ? found.includes(ours.rule) : !found.includes('column-rewrites-table');
    expect(isFound, found.join(', ')).toBe(true);
  });

  test('every example is SQL by the grammar', async () => {
    const found = await Promise.all(OTHER_RULES.map(({ sql }) => rulesFinding(sql)));
    expect(found.flat()).not.toContain('syntax-error');
  });

  test('docs/other-linters.md tells (npx vitest run --project unit test/lint/other-linters.test.ts -u renews it)', async () => {
    await expect(page(OTHER_RULES)).toMatchFileSnapshot('../../docs/other-linters.md');
  });
});

function page(rules: readonly OtherRule[]): string {
  return [
    '# What other linters know',
    '',
    'For every rule of squawk, every hint of eugene, every analyzer of Atlas and what strong_migrations has besides, a piece of SQL of',
    'the form that its documentation warns of, and what lint says of it. This page is made by a test, which lints each piece as the second file of a chain',
    '(`npx vitest run test/lint/other-linters.test.ts -u`).',
    '',
    '| elsewhere | example | here |',
    '|---|---|---|',
    ...rules.map(
      ({ theirs, sql, ours }) =>
        `| ${theirs} | \`${sql.replaceAll(/\s+/g, ' ')}\` | ${'rule' in ours ? `[\`${ours.rule}\`](lint.md#${ours.rule})` : `not found: ${ours.reason}`} |`,
    ),
    '',
  ].join('\n');
}
