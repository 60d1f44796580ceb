import { LINT_PRESETS } from '../configuration/lint-schema.ts';
import { GROUPS, type Rule } from '../lint/engine/rule.ts';
import { summaryOf } from './lint-reported.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

/** One rule for a person: when it speaks, what comes of it, how to fix it, where it is on. */
export function formatRule(rule: Rule, { style, width = 80 }: { style: Style; width?: number | undefined }): string[] {
  const { id, group, condition, effect, remedy, covers = [] } = rule;
  return [
    `${style.bold(id)} (${group})`,
    '',
    ...wrap(`found: ${summaryOf(condition)}`, width),
    ...wrap(`effect: ${effect}`, width),
    ...wrap(`fix: ${remedy}`, width),
    ...wrap(`presets: ${presetsOf(rule)}`, width),
    ...(covers.length === 0 ? [] : wrap(`elsewhere: ${covers.join(', ')}`, width)),
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

/** What a program is told of a rule. */
export function ruleJson({ id, group, condition, effect, remedy, presets, covers = [] }: Rule): object {
  return { id, group, found: summaryOf(condition), effect, fix: remedy, presets, covers };
}

/** The table of the README, which a test keeps as the rules are. */
export function rulesOverview(rules: readonly Rule[]): string {
  return [
    '| about | rules of lint |',
    '|---|---|',
    ...GROUPS.map((group) => {
      const links = rules.filter((rule) => rule.group === group).map(({ id }) => `[${id}](docs/lint.md#${id})`);
      return `| ${group} | ${links.join(', ')} |`;
    }),
  ].join('\n');
}

export interface RuleExample {
  bad: string | undefined;
  good: string | undefined;
}

/** The page of documentation, which a test keeps as the rules are. */
export function rulesMarkdown(rules: readonly Rule[], exampleOf: (id: string) => RuleExample): string {
  return [
    '# Rules of lint',
    '',
    'This page is made from the rules and their fixtures by a test (`npx vitest run test/lint/docs.test.ts -u`). How lint is',
    'used, and what it is built on, is told in [linting.md](linting.md).',
    '',
    ...GROUPS.flatMap((group) => {
      const own = rules.filter((rule) => rule.group === group);
      return [
        `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
        '',
        `| rule | ${LINT_PRESETS.join(' | ')} | found where |`,
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
    '| elsewhere | here |',
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
