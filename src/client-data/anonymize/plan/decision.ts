import type { Client } from 'pg';

import type { AnonymizeConfiguration } from '../../../configuration/anonymize-schema.ts';
import { UsageError } from '../../../support/errors.ts';
import { KEEP, UNDECIDED } from '../classify/judge.ts';
import { REFERENCE, type ColumnRules } from '../masks/masks.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { ColumnGroup } from '../source/column-groups.ts';
import type { DistinctValues } from '../source/distinct-values.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import type { DegreeRange } from '../classify/degrees.ts';

/** What the steps of a plan share. */
export interface PlanContext {
  client: Client;
  values: DistinctValues;
  pseudonyms: Pseudonyms;
  configuration: AnonymizeConfiguration;
  /** All columns of the tables. */
  columns: readonly SourceColumn[];
  nameOfKey: (key: string) => string;
  /** In which range of degrees the numbers of a column are, once read. */
  ranges: Map<SourceColumn, Promise<DegreeRange>>;
  /** The `id`s of the tables that hold readings over time. */
  series: ReadonlySet<string>;
}

/** What was decided for the columns of a group. */
export interface Decision {
  group: ColumnGroup;
  rules: ColumnRules;
  /** Why; with JSON, by path. */
  reasons: ReadonlyMap<string, string>;
  /** Whether people have to see it: not if its type says that it is harmless. */
  isListed: boolean;
  isConfigured: boolean;
  /** Whether its documents are judged by path, which happens after the columns. */
  isJson: boolean;
}

/** The path of a column itself in the reasons of a decision. */
export const WHOLE = '';

export function decide(
  group: ColumnGroup,
  rule: string,
  reason: string,
  more: Partial<Pick<Decision, 'isListed' | 'isConfigured' | 'isJson'>> = {},
): Decision {
  return {
    group,
    rules: rule,
    reasons: new Map([[WHOLE, reason]]),
    isListed: true,
    isConfigured: false,
    isJson: false,
    ...more,
  };
}

/** The decision of the configuration about a group, by its root; undefined if it has none. */
export function configuredDecision(group: ColumnGroup, context: PlanContext): Decision | undefined {
  const { id } = group.root;
  const configured = context.configuration.columns?.[id];
  if (configured === undefined) {
    return undefined;
  }
  const reason = 'configuration';
  if (typeof configured === 'string') {
    requireRule(configured, id, context.pseudonyms);
    return decide(group, configured, reason, { isConfigured: true });
  }
  for (const [path, rule] of Object.entries(configured)) {
    requireRule(rule, `${id} ${path}`, context.pseudonyms);
  }
  return {
    ...decide(group, '', reason, { isConfigured: true, isJson: true }),
    rules: new Map(Object.entries(configured)),
    reasons: new Map(Object.keys(configured).map((path) => [path, reason])),
  };
}

function requireRule(rule: string, where: string, pseudonyms: Pseudonyms): void {
  if (rule !== KEEP && rule !== UNDECIDED && rule !== REFERENCE && !pseudonyms.has(rule)) {
    throw new UsageError(`anonymize.columns: ${where}: unknown rule "${rule}"`, {
      code: 'ANONYMIZE_UNKNOWN_RULE',
      hint: `Use ${KEEP}, ${REFERENCE}, ${pseudonyms.ruleNames.join(', ')}, or define the rule in the file of anonymize.rules.`,
    });
  }
}

/** Whether a rule makes pseudonyms of whole values, which then are searched in the output. */
export function makesPseudonyms(rule: string): boolean {
  return rule !== KEEP && rule !== UNDECIDED && rule !== REFERENCE;
}
