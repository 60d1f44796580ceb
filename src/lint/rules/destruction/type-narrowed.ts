import { keyOf, showName } from '../../../sql/statement/name.ts';
import { isNarrowing } from '../../facts/type-change.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const typeNarrowed = actionRule({
  id: 'type-narrowed',
  group: 'destruction',
  condition: 'the up changes a column to a type that cannot hold every value of the old type',
  effect: 'The up fails on the first value that does not fit, or rounds values that no down can restore.',
  remedy:
    'Decide what becomes of values that do not fit: add a column of the new type, fill it, and check them before you drop the old one.',
  presets: { recommended: 'warning', strict: 'error' },
  only: 'up',
  kinds: ['alter-column'],
  skipNewTables: true,
  check: ({ table, column, spec }, { schema, file }) => {
    const old = schema.table(table)?.columns.get(column);
    // An enum that is replaced through text has type text only for a moment.
    const isIntermediate = schema.changed.get(`${keyOf(table)}.${column}`)?.file === file.path;
    return spec !== undefined && old !== undefined && !isIntermediate && isNarrowing(old, spec)
      ? `${showName(table)}.${column} changes from ${old.type} to ${spec.type}`
      : undefined;
  },
});
