import type { Action } from '../../sql/statement/action.ts';
import type { Rule, RuleContext, RuleDescription, RuleFinding } from '../engine/rule.ts';
import { guard } from '../fixes/guard.ts';

type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** A finding at the action itself, unless it has another index; or only what is wrong. */
type ActionFinding = (Omit<RuleFinding, 'index'> & { index?: number }) | string | undefined;

interface ActionRule<K extends Action['kind']> extends RuleDescription {
  kinds: readonly K[];
  /** Skip tables that the same file creates. */
  skipNewTables?: boolean;
  check: (action: ActionOf<K>, context: RuleContext) => ActionFinding;
}

/** A rule about actions of some kinds. */
export function actionRule<K extends Action['kind']>({
  kinds,
  skipNewTables = false,
  check,
  ...description
}: ActionRule<K>): Rule {
  const isWanted = (action: Action): action is ActionOf<K> => kinds.some((kind) => kind === action.kind);
  return {
    ...description,
    on: 'action',
    kinds,
    check: (action, context) => {
      if (!isWanted(action) || (skipNewTables && 'table' in action && context.isNew(action.table))) {
        return undefined;
      }
      const found = check(action, context);
      const finding = typeof found === 'string' ? { what: found } : found;
      return finding && { index: action.index, ...finding };
    },
  };
}

type Shared = 'group' | 'only' | 'presets' | 'effect' | 'skipNewTables';

/**
 * A rule about an up that cannot run twice. Statements that run only under a condition are skipped; to a text, the
 * idempotent form of the statement is added.
 */
export function rerunRule<K extends Action['kind']>({
  check,
  ...description
}: Omit<ActionRule<K>, Shared> & Partial<Pick<ActionRule<K>, 'presets' | 'effect'>>): Rule {
  return actionRule<K>({
    group: 'idempotency',
    only: 'up',
    effect: 'A second run of the up fails.',
    presets: { recommended: 'warning', strict: 'error' },
    ...description,
    check: (action, context) => {
      const found = context.statement.conditional ? undefined : check(action, context);
      return typeof found === 'string' ? { what: found, ...guard(context) } : found;
    },
  });
}
