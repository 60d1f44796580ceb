import type { Rule, RuleDescription, RuleOn } from '../engine/rule.ts';

type ColumnRule = Omit<RuleDescription, 'group'> & Pick<RuleOn<'column'>, 'check'>;

/** A rule about the type or definition of columns. */
export function columnRule(description: ColumnRule): Rule {
  return { ...description, group: 'types and conventions', on: 'column' };
}
