import * as v from 'valibot';

import type { Severity } from '../../findings/finding.ts';
import type { Rule } from './rule.ts';
import { TEXT, VERSION, oneOf } from '../../support/check-options.ts';
import { DEFAULT_PRESET, type RuleRegistry } from './ruleset.ts';

/** How severe a rule is, or that it is off; `from` is the first version that it applies to. */
export interface RuleSetting {
  severity?: Severity | 'off' | undefined;
  from?: bigint | undefined;
}

export interface LintSettings {
  /** A built-in preset, or one of a ruleset; `recommended` by default. */
  preset?: string | undefined;
  /** By rule id. */
  rules?: Readonly<Record<string, RuleSetting>> | undefined;
  /** The first version that is checked. */
  from?: bigint | undefined;
}

/** Schemas of `LintSettings`. */
export const LINT_SETTINGS = {
  preset: TEXT,
  rules: v.optional(
    v.record(
      v.string(),
      v.strictObject(
        { severity: oneOf('error', 'warning', 'off'), from: VERSION },
        'must be { severity, from }, each of them optional',
      ),
      'must be an object with settings by rule',
    ),
  ),
  from: VERSION,
} satisfies Record<keyof LintSettings, v.GenericSchema>;

/**
 * How severe a rule is for a version; undefined if it is off.
 *
 * @param version undefined for a file that belongs to no version
 */
export function severityOf(
  rule: Rule,
  { severityIn }: RuleRegistry,
  { preset = DEFAULT_PRESET, rules, from: fromVersion }: LintSettings,
  version: bigint | undefined,
): Severity | undefined {
  const own = rules?.[rule.id];
  const severity = own?.severity ?? severityIn(rule, preset) ?? (own && defaultSeverity(rule));
  const from = own?.from ?? fromVersion;
  return severity === 'off' || (from !== undefined && version !== undefined && version < from) ? undefined : severity;
}

/** A rule that is given only a first version is on, even if its preset has it off. */
function defaultSeverity({ presets }: Rule): Severity {
  return presets.recommended ?? presets.strict ?? 'warning';
}
