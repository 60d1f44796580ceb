import './support/disposal.ts';

export {
  defineRules,
  type AnonymizationRule,
  type RuleContext,
  type ValueLimits,
} from './client-data/anonymize/rules/rule.ts';
export type { KeyedChoices } from './client-data/anonymize/keyed-choices.ts';
export type { Vocabulary } from './client-data/anonymize/vocabulary.ts';
