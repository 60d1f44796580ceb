import { ENERGY_RULESET } from '../energy/lint-rules/energy-ruleset.ts';
import { ruleRegistry } from '../lint/engine/ruleset.ts';

/** The rulesets of the command line beside the built-in rules. */
export const RULESETS = [ENERGY_RULESET];

export const RULES = ruleRegistry(RULESETS);
