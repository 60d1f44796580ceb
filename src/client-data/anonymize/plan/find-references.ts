import { normalizeText } from '../../leak-check/letters.ts';
import { isHarmlessValue } from '../classify/harmless.ts';
import { isIdName, KEEP, UNDECIDED } from '../classify/judge.ts';
import { REFERENCE } from '../masks/masks.ts';
import { loadVocabulary } from '../vocabulary.ts';
import { decide, type Decision, type PlanContext } from './decision.ts';

/**
 * Decides again about a text column that is kept or undecided, and holds original values of other columns: references without a
 * foreign key. A column of ids that holds some gets the rule of keys; one that holds nothing else is renamed with them.
 */
export async function findReferences(decision: Decision, context: PlanContext): Promise<Decision> {
  const { root } = decision.group;
  const isOpen = decision.rules === KEEP || decision.rules === UNDECIDED;
  if (!isOpen || decision.isConfigured || decision.isJson || root.kind !== 'text') {
    return decision;
  }
  const { originals } = context.pseudonyms;
  let [values, whole, within, others] = [0, 0, 0, 0];
  for await (const value of context.values.of(decision.group)) {
    values++;
    const isWhole = originals.domainOf(value) !== undefined;
    whole += isWhole ? 1 : 0;
    if (context.pseudonyms.isOpen(value)) {
      continue;
    }
    if (originals.find(normalizeText(value)).length > 0) {
      within++;
    } else if (!isWhole && !isHarmlessValue(value, loadVocabulary())) {
      others++;
    }
  }
  const reason = `${Math.max(within, whole)} of ${values} values hold values of other columns`;
  if (whole > 0 && isIdName(root.name) && decision.rules === UNDECIDED) {
    return decide(decision.group, 'key', reason);
  }
  if (within > 0 && (decision.rules === KEEP || others === 0)) {
    return decide(decision.group, REFERENCE, reason);
  }
  return decision;
}
