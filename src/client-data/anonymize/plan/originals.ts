import { rewriteJson } from '../json/rewrite-json.ts';
import { pathOfKeys, ruleOfKey } from '../masks/masks.ts';
import { type Decision, makesPseudonyms, type PlanContext } from './decision.ts';

/**
 * All values of a decided group that become pseudonyms, each with its rule: those of columns, elements of arrays, strings,
 * numbers and telling keys in JSON.
 */
export async function* maskedValues(
  { group, rules }: Decision,
  context: PlanContext,
): AsyncGenerator<{ rule: string; value: string }, void> {
  if (typeof rules === 'string') {
    if (makesPseudonyms(rules)) {
      for await (const value of context.values.of(group)) {
        yield { rule: rules, value };
      }
    }
    return;
  }
  for await (const document of context.values.of(group)) {
    const found: { rule: string; value: string }[] = [];
    rewriteJson(
      document,
      ({ kind, path, value }) => {
        const rule = kind === 'key' ? keyRule(path, value, rules, context) : rules.get(path);
        if (rule !== undefined && makesPseudonyms(rule) && value.trim() !== '') {
          found.push({ rule, value });
        }
        return value;
      },
      context.nameOfKey,
    );
    yield* found;
  }
}

function keyRule(
  path: string,
  key: string,
  rules: ReadonlyMap<string, string>,
  { pseudonyms, nameOfKey }: PlanContext,
): string | undefined {
  return ruleOfKey(key, pseudonyms) ?? (nameOfKey(key) === '*' ? rules.get(pathOfKeys(path)) : undefined);
}

/** Makes the originals of decisions known, those of the first rules first: a value is recognized under one rule. */
export async function addOriginals(decisions: readonly Decision[], context: PlanContext): Promise<void> {
  const order = context.pseudonyms.ruleNames;
  const place = ({ rules }: Decision): number => (typeof rules === 'string' ? order.indexOf(rules) : order.length);
  for (const decision of decisions.toSorted((a, b) => place(a) - place(b))) {
    for await (const { rule, value } of maskedValues(decision, context)) {
      context.pseudonyms.addOriginal(rule, value);
    }
  }
}
