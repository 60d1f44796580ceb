import { resolve } from 'node:path';

import type { LintConfiguration } from '../../configuration/lint-schema.ts';
import type { LintSettings, RuleSetting } from './settings.ts';

/** The settings in force for a folder: its own over those for all. */
export function lintSettingsFor(configuration: LintConfiguration | undefined, folder: string): LintSettings {
  const own = configuration?.folders?.[resolve(folder)];
  const from = own?.from ?? configuration?.from;
  return {
    preset: own?.preset ?? configuration?.preset,
    from: from === undefined ? undefined : BigInt(from),
    rules: { ...ruleSettings(configuration?.rules), ...ruleSettings(own?.rules) },
  };
}

function ruleSettings(rules: LintConfiguration['rules'] = {}): Record<string, RuleSetting> {
  return Object.fromEntries(
    Object.entries(rules).map(([id, given]): [string, RuleSetting] => {
      if (typeof given === 'string') {
        return [id, { severity: given }];
      }
      return [id, { severity: given.severity, from: given.from === undefined ? undefined : BigInt(given.from) }];
    }),
  );
}
