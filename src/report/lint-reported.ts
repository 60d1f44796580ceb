import type { LintReport } from '../lint/engine/lint-report.ts';
import type { Rule } from '../lint/engine/rule.ts';
import type { Reported } from './reported.ts';

/** What lint has found, for the formats of other programs. */
export function lintReported(
  { findings, checked, sources, milliseconds }: LintReport,
  rules: readonly Rule[],
  { version, base }: Pick<Reported, 'version' | 'base'>,
): Reported {
  return {
    command: 'lint',
    version,
    findings,
    rules: rules.map(({ id, condition, effect, remedy }) => ({ id, summary: summaryOf(condition), effect, remedy })),
    checked,
    skipped: new Map(),
    sources,
    milliseconds,
    base,
  };
}

/** A condition as a sentence of its own. */
export function summaryOf(condition: string): string {
  return `${condition.charAt(0).toUpperCase()}${condition.slice(1)}.`;
}
