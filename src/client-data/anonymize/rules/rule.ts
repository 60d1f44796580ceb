import type { KeyedChoices } from '../keyed-choices.ts';
import type { Vocabulary } from '../vocabulary.ts';

/** What a column allows. */
export interface ValueLimits {
  /** Characters; Infinity without a limit. */
  maxLength: number;
  /** The column's type: `text` for all character types, else as PostgreSQL writes it. */
  type: string;
}

export interface RuleContext extends ValueLimits {
  vocabulary: Vocabulary;
  /**
   * Choices that depend on the key, the rule's domain and a value. Use the whole value, or a part of it that has the same
   * pseudonym wherever it occurs.
   */
  choices: (domain: string, value: string) => KeyedChoices;
  /** The pseudonym of a part of the value by another rule, e.g. of the postcode in an address. */
  partBy: (rule: string, part: string) => string;
  /** A text with the values of other columns in it replaced by their pseudonyms. */
  replaceKnown: (text: string) => string;
  /** From 0: how many earlier pseudonyms of this value did not fit. */
  attempt: number;
}

/** How the values of a column become pseudonyms. */
export interface AnonymizationRule {
  /** What it does, for people who review a plan, in at most 50 characters. */
  summary: string;
  /**
   * The pseudonym of a value, in the text form of PostgreSQL; never called for NULL or an empty text. It must depend on its
   * arguments alone. A result that does not fit the column is asked for again, with the next `attempt`.
   */
  pseudonym: (value: string, context: RuleContext) => string;
  /**
   * Whether the leak check searches the original values. No: what also occurs in values that nobody has to hide, such as
   * dates. Default: yes.
   */
  isSearched?: boolean;
}

/** Returns its argument; adds completion and type checks to a file of custom rules. */
export function defineRules(
  rules: Readonly<Record<string, AnonymizationRule>>,
): Readonly<Record<string, AnonymizationRule>> {
  return rules;
}
