import { textOf } from '../../../sql/lazy-text.ts';
import type { Action, Drop } from '../../../sql/statement/action.ts';
import { keyOf } from '../../../sql/statement/name.ts';
import type { RuleContext } from '../../engine/rule.ts';
import { drops } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import type { CatalogTable } from '../../state/catalog-table.ts';
import { objectKey } from '../../state/object-key.ts';

export const cascade = actionRule({
  id: 'cascade',
  group: 'reversal',
  condition: 'something that others depend on, as far as can be seen, is dropped or emptied with CASCADE',
  effect:
    'Dependent views, foreign keys and columns are dropped too. The file does not name them, and no down restores them.',
  remedy: 'Drop the dependent objects by name, and leave out CASCADE.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-truncate-cascade'],
  kinds: ['drop', 'drop-column', 'drop-constraint', 'truncate'],
  check: (action, context) =>
    // DROP TABLE a, b CASCADE has one CASCADE.
    context.statement.actions.find((each) => mayDropMore(each, context)) === action
      ? 'CASCADE drops more than it names'
      : undefined,
});

function mayDropMore(action: Action, context: RuleContext): boolean {
  if (!('cascade' in action) || !action.cascade) {
    return false;
  }
  if ('table' in action) {
    return !context.isNew(action.table);
  }
  return action.what !== 'table' || (!context.isNew(action.name) && hasDependents(action, context));
}

/** Whether something that the file does not drop depends on the table. Unknown tables count if they must be there. */
function hasDependents({ name, guarded }: Drop, { schema, file }: RuleContext): boolean {
  const table = schema.table(name);
  if (table === undefined) {
    return !guarded;
  }
  const key = keyOf(table.name);
  // Of a table whose columns are not all known, some may be inherited.
  const refersTo = ({ constraints, complete, partitionOf }: CatalogTable): boolean =>
    (!complete && partitionOf === undefined) ||
    [...constraints.values()].some(({ references }) => references !== undefined && keyOf(references) === key);
  const named = JSON.stringify(table.name.name);
  const usesTable = (what: string, shape: string): boolean =>
    what.endsWith('view')
      ? shape.includes(`"relname":${named}`)
      : (what === 'function' || what === 'procedure') && shape.includes(`"sval":${named}`);
  return (
    schema.tables.find((each) => each !== table && refersTo(each) && !drops(file, objectKey('table', each.name))) !==
      undefined ||
    schema.objects.find(
      ({ what, name: object, shape }) => usesTable(what, textOf(shape)) && !drops(file, objectKey(what, object)),
    ) !== undefined
  );
}
