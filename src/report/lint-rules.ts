import { GROUPS, type Rule } from '../lint/engine/rule.ts';
import type { RuleRegistry } from '../lint/engine/ruleset.ts';
import { summaryOf } from './lint-reported.ts';
import type { Style } from './style.ts';
import { table, wrap } from './layout.ts';

/** One rule for a person: its condition, effect, fix and presets. */
export function formatRule(
  rule: Rule,
  { presets, severityIn }: RuleRegistry,
  { style, width = 80 }: { style: Style; width?: number | undefined },
): string[] {
  const { id, group, condition, effect, remedy, covers = [] } = rule;
  return [
    `${style.bold(id)} (${group})`,
    '',
    ...wrap(`condition: ${summaryOf(condition)}`, width),
    ...wrap(`effect: ${effect}`, width),
    ...wrap(`fix: ${remedy}`, width),
    ...wrap(`presets: ${presets.map((preset) => `${preset} ${severityIn(rule, preset) ?? 'off'}`).join(', ')}`, width),
    ...(covers.length === 0 ? [] : wrap(`also known as: ${covers.join(', ')}`, width)),
  ];
}

/** All rules as a table. */
export function formatRules(
  { rules, presets, severityIn }: RuleRegistry,
  { width = 80 }: { width?: number | undefined },
): string[] {
  return table(
    [{ title: 'rule' }, ...presets.map((preset) => ({ title: preset }))],
    rules.map((rule) => [rule.id, ...presets.map((preset) => severityIn(rule, preset) ?? '-')]),
    width,
  );
}

/** A rule for a program. */
export function ruleJson(rule: Rule, { presets, severityIn }: RuleRegistry): object {
  const { id, group, condition, effect, remedy, covers = [] } = rule;
  const severities = Object.fromEntries(presets.map((preset) => [preset, severityIn(rule, preset)]));
  return { id, group, found: summaryOf(condition), effect, fix: remedy, presets: severities, covers };
}

export interface RuleExample {
  bad: string | undefined;
  good: string | undefined;
}

/** The page of documentation, which a test keeps in step with the rules. */
export function rulesMarkdown(
  { rules, presets, severityIn }: RuleRegistry,
  exampleOf: (id: string) => RuleExample,
): string {
  return [
    '# Rules of lint',
    '',
    'This page is made from the rules and their fixtures by a test (`npx vitest run --project unit test/lint/docs.test.ts -u`). How to use',
    'lint is in [linting.md](linting.md).',
    '',
    ...GROUPS.flatMap((group) => {
      const own = rules.filter((rule) => rule.group === group);
      return [
        `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
        '',
        `| rule | ${presets.join(' | ')} | condition |`,
        `|---|${presets.map(() => '---').join('|')}|---|`,
        ...own.map(
          (rule) =>
            `| [\`${rule.id}\`](#${rule.id}) | ${presets.map((preset) => severityIn(rule, preset) ?? '').join(' | ')} | ${rule.condition} |`,
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
