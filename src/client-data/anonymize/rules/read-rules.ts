import * as v from 'valibot';

import { importModule } from '../../../configuration/import-module.ts';
import { UsageError } from '../../../support/errors.ts';
import type { AnonymizationRule } from './rule.ts';

const RULE = v.object({
  summary: v.pipe(v.string('summary must be a text'), v.nonEmpty('summary must not be empty')),
  pseudonym: v.custom<AnonymizationRule['pseudonym']>(
    (value) => typeof value === 'function',
    'pseudonym must be a function',
  ),
  isSearched: v.optional(v.boolean('isSearched must be true or false'), true),
});

const NAME = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]*$/, 'the name of a rule has lower case letters, digits and hyphens'),
  v.check((name) => !RESERVED.has(name), 'this name is taken'),
);

const RESERVED = new Set(['keep', 'undecided', 'reference']);

/** Custom rules by name. */
export const CUSTOM_RULES = v.record(NAME, RULE, 'must be an object of rules by name');

/**
 * Reads a file of custom rules, which exports the result of `defineRules` as its default.
 *
 * @throws UsageError `ANONYMIZE_BAD_RULES`
 */
export async function readRules(path: string): Promise<Readonly<Record<string, AnonymizationRule>>> {
  const exported = await importModule(path, 'the rules of anonymization', 'ANONYMIZE_BAD_RULES');
  const parsed = v.safeParse(CUSTOM_RULES, exported);
  if (parsed.success) {
    return parsed.output;
  }
  const problems = parsed.issues.map(({ path: steps = [], message }) => {
    const where = steps.map(({ key }) => String(key)).join('.');
    return `  ${where === '' ? '' : `${where}: `}${message}`;
  });
  throw new UsageError(`invalid rules in ${path}\n${problems.join('\n')}`, {
    code: 'ANONYMIZE_BAD_RULES',
    hint: 'Export an object of rules by name as the default, made by defineRules().',
  });
}
