import { ElementalError } from '../../support/errors.ts';
import type { Leak } from './leak-check.ts';

/**
 * Refuses a dump with original values in it.
 *
 * @param ruleName the rule that the number of a domain stands for
 * @throws ElementalError `ANONYMIZE_LEAK` with the places, without the values
 */
export function requireNoLeaks(leaks: readonly Leak[], ruleName: (domain: number) => string): void {
  if (leaks.length === 0) {
    return;
  }
  const places = leaks.map(({ line, table, column, domain, encoding }) => {
    const where = table === undefined ? 'outside of the tables' : `${table}, column ${column ?? '?'}`;
    return `  line ${line}, ${where}: a value of the rule "${ruleName(domain)}"${encoding === '' ? '' : ` (${encoding})`}`;
  });
  throw new ElementalError(`the dump holds original values; it was not written\n${places.join('\n')}`, {
    code: 'ANONYMIZE_LEAK',
    kind: 'migration',
    hint: 'Give these columns a rule in anonymize.columns of the configuration: "reference" replaces known values in a text, "text" all of it.',
  });
}
