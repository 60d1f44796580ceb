import { LINT_PRESETS } from '../configuration/lint-schema.ts';
import { GROUPS, type Rule } from '../lint/engine/rule.ts';
import { summaryOf } from './lint-reported.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

/** One rule for a person: its condition, effect, fix and presets. */
export function formatRule(rule: Rule, { style, width = 80 }: { style: Style; width?: number | undefined }): string[] {
  const { id, group, condition, effect, remedy, covers = [] } = rule;
  return [
    `${style.bold(id)} (${group})`,
    '',
    ...wrap(`condition: ${summaryOf(condition)}`, width),
    ...wrap(`effect: ${effect}`, width),
    ...wrap(`fix: ${remedy}`, width),
    ...wrap(`presets: ${presetsOf(rule)}`, width),
    ...(covers.length === 0 ? [] : wrap(`also known as: ${covers.join(', ')}`, width)),
  ];
}

function presetsOf({ presets }: Rule): string {
  return LINT_PRESETS.map((preset) => `${preset} ${presets[preset] ?? 'off'}`).join(', ');
}

/** All rules as a table. */
export function formatRules(rules: readonly Rule[], { width = 80 }: { width?: number | undefined }): string[] {
  return table(
    [{ title: 'rule' }, ...LINT_PRESETS.map((preset) => ({ title: preset }))],
    rules.map(({ id, presets }) => [id, ...LINT_PRESETS.map((preset) => presets[preset] ?? '-')]),
    width,
  );
}

/** A rule for a program. */
export function ruleJson({ id, group, condition, effect, remedy, presets, covers = [] }: Rule): object {
  return { id, group, found: summaryOf(condition), effect, fix: remedy, presets, covers };
}

export interface RuleExample {
  bad: string | undefined;
  good: string | undefined;
}

/** The page of documentation, which a test keeps in step with the rules. */
export function rulesMarkdown(rules: readonly Rule[], exampleOf: (id: string) => RuleExample): string {
  return [
    '# Rules of lint',
    '',
    'This page is made from the rules and their fixtures by a test (`npx vitest run test/lint/docs.test.ts -u`). How to use',
    'lint is in [linting.md](linting.md).',
    '',
    ...GROUPS.flatMap((group) => {
      const own = rules.filter((rule) => rule.group === group);
      return [
        `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
        '',
        `| rule | ${LINT_PRESETS.join(' | ')} | condition |`,
        `|---|${LINT_PRESETS.map(() => '---').join('|')}|---|`,
        ...own.map(
          ({ id, presets, condition }) =>
            `| [\`${id}\`](#${id}) | ${LINT_PRESETS.map((preset) => presets[preset] ?? '').join(' | ')} | ${condition} |`,
        ),
        '',
        ...own.flatMap((rule) => ruleMarkdown(rule, exampleOf(rule.id))),
      ];
    }),
    '## Rules of other linters',
    '',
    '| rule | rule of elementaldb |',
    '|---|---|',
    ...rules
      .flatMap(({ id, covers = [] }) => covers.map((other) => ({ other, id })))
      .toSorted((a, b) => (a.other < b.other ? -1 : a.other > b.other ? 1 : 0))
      .map(({ other, id }) => `| ${other} | [\`${id}\`](#${id}) |`),
    '',
  ].join('\n');
}

function ruleMarkdown({ id, condition, effect, remedy }: Rule, { bad, good }: RuleExample): string[] {
  return [
    `### ${id}`,
    '',
    `${summaryOf(condition)} ${effect}`,
    '',
    `**Fix:** ${remedy}`,
    '',
    ...block('Bad', bad),
    ...block('Good', good),
  ];
}

function block(title: string, sql: string | undefined): string[] {
  return sql === undefined ? [] : [`${title}:`, '', '```sql', sql.trimEnd(), '```', ''];
}
