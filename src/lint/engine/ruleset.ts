import type { Severity } from '../../findings/finding.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import { BUILT_IN_RULES } from '../rules/built-in-rules.ts';
import { GROUPS, type BuiltInPreset, type Rule } from './rule.ts';

/** A preset, described by its differences from a built-in one. */
export interface Preset {
  extends: BuiltInPreset;
  /** By rule id. */
  severities: Readonly<Record<string, Severity | 'off'>>;
}

/** Rules and presets for one domain or team, which are added to the built-in ones. */
export interface Ruleset {
  /** @internal */
  rules: readonly Rule[];
  /** @internal By name. */
  presets: Readonly<Record<string, Preset>>;
}

export const DEFAULT_PRESET = 'recommended';

/** All rules, built-in and added, with their severity in each preset. */
export interface RuleRegistry {
  /** By group, then by id. */
  rules: readonly Rule[];
  presets: readonly string[];
  /** Undefined if the rule is off. */
  severityIn: (rule: Rule, preset: string) => Severity | undefined;
  /** Throws InvalidOptionError. */
  assertPreset: (preset: string) => void;
}

/** The built-in rules and those of the rulesets. */
export function ruleRegistry(rulesets: readonly Ruleset[] = []): RuleRegistry {
  const rules = [...BUILT_IN_RULES, ...rulesets.flatMap((ruleset) => ruleset.rules)];
  const presets = new Map<string, Preset>([
    ['recommended', { extends: 'recommended', severities: {} }],
    ['strict', { extends: 'strict', severities: {} }],
    ...rulesets.flatMap((ruleset) => Object.entries(ruleset.presets)),
  ]);
  return {
    rules: GROUPS.flatMap((group) => rules.filter((rule) => rule.group === group).toSorted(byId)),
    presets: [...presets.keys()],
    severityIn: (rule, name) => {
      const preset = presets.get(name);
      const severity = preset && (preset.severities[rule.id] ?? rule.presets[preset.extends]);
      return severity === 'off' ? undefined : severity;
    },
    assertPreset: (name) => {
      if (!presets.has(name)) {
        throw new InvalidOptionError('preset', {
          message: `unknown preset ${name}`,
          hint: `Use one of: ${[...presets.keys()].join(', ')}.`,
        });
      }
    },
  };
}

function byId(a: Rule, b: Rule): number {
  return a.id < b.id ? -1 : 1;
}
