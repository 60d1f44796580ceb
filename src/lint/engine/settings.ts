import type { Severity } from '../../findings/finding.ts';
import type { Preset, Rule } from './rule.ts';

/** How severe a rule is, or that it is off; `from` is the first version that it is for. */
export interface RuleSetting {
  severity?: Severity | 'off' | undefined;
  from?: bigint | undefined;
}

export interface LintSettings {
  /** `elementaldb` unless told. */
  preset?: Preset | undefined;
  /** By the rule's id. */
  rules?: Readonly<Record<string, RuleSetting>> | undefined;
  /** The first version that anything is said of. */
  from?: bigint | undefined;
}

const DEFAULT_PRESET: Preset = 'elementaldb';

/**
 * How severe a rule is for a version; undefined if it is off.
 *
 * @param version undefined for what belongs to no version
 */
export function severityOf(rule: Rule, settings: LintSettings, version: bigint | undefined): Severity | undefined {
  const own = settings.rules?.[rule.id];
  const severity = own?.severity ?? rule.presets[settings.preset ?? DEFAULT_PRESET] ?? (own && lenient(rule));
  const from = own?.from ?? settings.from;
  return severity === 'off' || (from !== undefined && version !== undefined && version < from) ? undefined : severity;
}

/** A rule that is only given a version is on, even where its preset has it off. */
function lenient({ presets }: Rule): Severity {
  return presets.recommended ?? presets.strict ?? 'warning';
}
