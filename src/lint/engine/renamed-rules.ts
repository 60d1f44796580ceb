import { FORMER_NAMES } from '../../findings/names.ts';
import type { LintSettings } from './settings.ts';

/** The current id of a rule; an id that was never renamed is returned unchanged. */
export function currentRuleId(id: string): string {
  return FORMER_NAMES.get(id) ?? id;
}

/** Adds a notice for each former id. */
export function noteFormerIds(ids: Iterable<string>, where: string, notices: Set<string>): void {
  for (const id of ids) {
    const current = currentRuleId(id);
    if (current !== id) {
      notices.add(`${where}: rule ${id} is now called ${current}`);
    }
  }
}

interface Options extends LintSettings {
  only?: readonly string[] | undefined;
}

/** The options with current rule ids. */
export function withCurrentIds<T extends Options>(options: T): T {
  const { only, rules } = options;
  return {
    ...options,
    only: only?.map(currentRuleId),
    rules: rules && Object.fromEntries(Object.entries(rules).map(([id, setting]) => [currentRuleId(id), setting])),
  };
}
