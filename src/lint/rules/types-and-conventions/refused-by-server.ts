import type { Rule } from '../../engine/rule.ts';
import { missingKey } from '../../facts/missing-keys.ts';
import { missingName } from '../../facts/missing-names.ts';

export const refusedByServer: Rule = {
  id: 'refused-by-server',
  group: 'types and conventions',
  condition:
    'a statement names a table, column or type that no earlier statement makes, or a foreign key, ON CONFLICT or REFRESH … CONCURRENTLY lacks the unique index that it needs, or a key has a column twice',
  effect: 'PostgreSQL rejects it: the file fails in every database that these migrations made.',
  remedy: 'Correct the name, or create before what the statement needs.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'statement',
  check: ({ actions, conditional, node }, { schema }) => {
    const isGuarded = 'AlterTableStmt' in node && node.AlterTableStmt.missing_ok === true;
    if (!schema.isWhole || conditional || isGuarded) {
      return undefined;
    }
    const added = new Set(actions.flatMap((each) => (each.kind === 'add-column' ? [each.column.name] : [])));
    for (const action of actions) {
      const what = missingName(action, schema, added) ?? missingKey(action, schema);
      if (what !== undefined) {
        return { index: action.index, what };
      }
    }
    return undefined;
  },
};
