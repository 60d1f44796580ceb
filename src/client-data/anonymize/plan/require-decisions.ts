import { ElementalError } from '../../../support/errors.ts';
import { UNDECIDED } from '../classify/judge.ts';
import type { AnonymizationPlan } from './plan-entry.ts';

/**
 * Refuses a dump while columns are undecided.
 *
 * @throws ElementalError `ANONYMIZE_UNDECIDED`
 */
export function requireDecisions({ undecided }: AnonymizationPlan): void {
  if (undecided.length === 0) {
    return;
  }
  const list = undecided.map(({ column, path, reason, isNew, rule }) => {
    const why = isNew && rule !== UNDECIDED ? 'not in the configuration' : reason;
    return `  ${column}${path === undefined ? '' : ` ${path}`}: ${why}`;
  });
  const [some, more] = [list.slice(0, 20), list.length - 20];
  throw new ElementalError(
    `${undecided.length} columns need a decision before client data is dumped\n${some.join('\n')}${more > 0 ? `\n  and ${more} more` : ''}`,
    {
      code: 'ANONYMIZE_UNDECIDED',
      kind: 'usage',
      hint: 'Run "elementaldb client-data dump --plan --write-plan", then replace each "undecided" in elementaldb.config.json by a rule or "keep".',
    },
  );
}
