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

/** Up to three values by path: those that change, and of what is kept or undecided any. */
async function examplesOf(decision: Decision, context: PlanContext): Promise<Map<string, PlanExample[]>> {
  const { group, rules } = decision;
  const examples = new Map<string, PlanExample[]>();
  const isLeft = (path: string): boolean => {
    const rule = typeof rules === 'string' ? rules : rules.get(path);
    return rule === KEEP || rule === UNDECIDED;
  };
  const take = (path: string, before: string, after: string): void => {
    const some = examples.get(path) ?? [];
    const isShown = before !== after || isLeft(path);
    if (some.length < MOST_EXAMPLES && isShown && !some.some((example) => example.before === before)) {
      examples.set(path, [...some, { before, after }]);
    }
  };
  const { nameOfKey, pseudonyms, values } = context;
  const mask =
    rules === KEEP || rules === UNDECIDED
      ? (value: string): string => value
      : elementMask({ column: group.root, rules, limits: limitsOf(group) }, pseudonyms, nameOfKey);
  let left = 200;
  for await (const value of values.of(group)) {
    if (typeof rules === 'string') {
      take(WHOLE, value, mask(value));
    } else {
      rewriteJson(
        value,
        ({ kind, path, value: before }) => {
          const rule = rules.get(path);
          if (kind !== 'key' && rule !== undefined) {
            take(path, before, pseudonyms.has(rule) ? pseudonyms.of(rule, before) : before);
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
