import { KEEP, UNDECIDED } from '../classify/judge.ts';
import { elementMask } from '../masks/masks.ts';
import type { Decision, PlanContext } from './decision.ts';
import { WHOLE } from './decision.ts';
import { limitsOf } from './fit-pseudonyms.ts';
import { rewriteJson } from '../json/rewrite-json.ts';
import type { PlanEntry, PlanExample } from './plan-entry.ts';

const MOST_EXAMPLES = 3;

/** The entries of decisions that people have to see. */
export async function listEntries(decisions: readonly Decision[], context: PlanContext): Promise<PlanEntry[]> {
  const entries: PlanEntry[] = [];
  const hasConfiguration = context.configuration.columns !== undefined;
  for (const decision of decisions.filter(({ isListed }) => isListed)) {
    const { group, rules, reasons, isConfigured } = decision;
    const common = {
      column: group.root.id,
      isNew: hasConfiguration && !isConfigured,
      followers: group.followers.map(({ id }) => id),
    };
    const examples = await examplesOf(decision, context);
    const all = typeof rules === 'string' ? [[WHOLE, rules] as const] : [...rules];
    for (const [path, rule] of all) {
      entries.push({
        ...common,
        path: path === WHOLE ? undefined : path,
        rule,
        reason: reasons.get(path) ?? '',
        examples: examples.get(path) ?? [],
      });
    }
  }
  return entries;
}

/** Up to three values that change, by path. */
async function examplesOf(decision: Decision, context: PlanContext): Promise<Map<string, PlanExample[]>> {
  const { group, rules } = decision;
  const examples = new Map<string, PlanExample[]>();
  const take = (path: string, before: string, after: string): void => {
    const some = examples.get(path) ?? [];
    if (some.length < MOST_EXAMPLES && before !== after && !some.some((example) => example.before === before)) {
      examples.set(path, [...some, { before, after }]);
    }
  };
  if (rules === KEEP || rules === UNDECIDED) {
    return examples;
  }
  const { nameOfKey, pseudonyms, values } = context;
  const mask = elementMask({ column: group.root, rules, limits: limitsOf(group) }, pseudonyms, nameOfKey);
  let left = 200;
  for await (const value of values.of(group)) {
    if (typeof rules === 'string') {
      take(WHOLE, value, mask(value));
    } else {
      rewriteJson(
        value,
        ({ kind, path, value: before }) => {
          const rule = rules.get(path);
          if (kind !== 'key' && rule !== undefined && rule !== KEEP && rule !== UNDECIDED && pseudonyms.has(rule)) {
            take(path, before, pseudonyms.of(rule, before));
          }
          return before;
        },
        nameOfKey,
      );
    }
    if (--left === 0 || (typeof rules === 'string' && (examples.get(WHOLE)?.length ?? 0) === MOST_EXAMPLES)) {
      break;
    }
  }
  return examples;
}
