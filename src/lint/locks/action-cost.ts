import type { Rule, RuleContext } from '../engine/rule.ts';
import * as locks from '../rules/locks-and-rewrites.ts';
import { columnRewritesTable, volatileDefault } from '../rules/new-columns.ts';
import type { Action } from '../../sql/statement/action.ts';

/** What PostgreSQL does with the rows of a table: it writes all of them again, or reads all of them. */
type Cost = 'rewrites' | 'scans';

/** The rules that know, with what a finding of theirs means. */
const COSTS: readonly (readonly [rule: Rule, cost: (what: string) => Cost])[] = [
  [columnRewritesTable, () => 'rewrites'],
  [volatileDefault, () => 'rewrites'],
  [locks.tableRewritten, () => 'rewrites'],
  // Otherwise it builds the indexes of the column again.
  [locks.typeRewritesTable, (what) => (what.includes('rewrites') ? 'rewrites' : 'scans')],
  [locks.checkValidated, () => 'scans'],
  [locks.foreignKeyValidated, () => 'scans'],
  [locks.primaryKeyOverNulls, () => 'scans'],
  [locks.setNotNull, () => 'scans'],
  [locks.uniqueBlocks, () => 'scans'],
];

/** What an action does with all rows of the table that it is about; undefined where it touches few or none. */
export function costOf(action: Action, context: RuleContext): Cost | undefined {
  switch (action.kind) {
    case 'create-index': {
      // The index of a parent alone has no entries.
      return action.only && context.schema.table(action.table)?.partitioned !== false ? undefined : 'scans';
    }
    case 'update':
    case 'delete': {
      return action.where === undefined ? 'scans' : undefined;
    }
    case 'maintain': {
      return maintenanceCost(action);
    }
    case 'alter-table': {
      return action.subtype === 'AT_ValidateConstraint' ? 'scans' : costByRules(action, context);
    }
    default: {
      return costByRules(action, context);
    }
  }
}

function costByRules(action: Action, context: RuleContext): Cost | undefined {
  const costs = COSTS.flatMap(([rule, cost]) => {
    const found = rule.on === 'action' && rule.kinds.includes(action.kind) ? rule.check(action, context) : undefined;
    return found === undefined ? [] : [cost(found.what)];
  });
  return costs.includes('rewrites') ? 'rewrites' : costs[0];
}

function maintenanceCost({ does, concurrently }: Extract<Action, { kind: 'maintain' }>): Cost | undefined {
  switch (does) {
    case 'vacuum full':
    case 'cluster': {
      return 'rewrites';
    }
    case 'refresh': {
      return concurrently ? 'scans' : 'rewrites';
    }
    case 'reindex': {
      return 'scans';
    }
    default: {
      return undefined;
    }
  }
}
