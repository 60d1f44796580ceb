import { textOf } from '../../../sql/lazy-text.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Origin } from '../../state/catalog-table.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';

export const ifNotExistsHidesDifference = rerunRule({
  id: 'if-not-exists-hides-difference',
  condition: 'IF NOT EXISTS names something that an earlier migration created with another definition',
  effect: 'The statement does nothing: the old definition stays.',
  remedy: 'Alter the existing object, or use another name.',
  presets: { recommended: 'error', strict: 'error' },
  kinds: ['add-column', 'create-index', 'create-table'],
  check: (action, { schema, file }) => {
    const isEarlier = <T extends { origin: Origin }>(known: T | undefined): known is T =>
      known !== undefined && known.origin.file !== file.path;
    if (!action.guarded) {
      return undefined;
    }
    switch (action.kind) {
      case 'create-index': {
        const { name, shape } = action;
        const known = name && schema.index(name);
        return name !== undefined &&
          isEarlier(known) &&
          textOf(known.shape) !== '' &&
          textOf(known.shape) !== textOf(shape)
          ? { what: `index ${showName(name)} exists with another definition` }
          : undefined;
      }
      case 'add-column': {
        const { table, column } = action;
        const known = schema.table(table)?.columns.get(column.name);
        return isEarlier(known) && known.type !== column.type
          ? { what: `${showName(table)}.${column.name} exists with type ${known.type}` }
          : undefined;
      }
      case 'create-table': {
        const { table, columns, hasMore } = action;
        const known = schema.table(table);
        const missing = columns.find(({ name }) => known?.columns.has(name) === false);
        return !hasMore && isEarlier(known) && known.complete && missing !== undefined
          ? { what: `${showName(table)} exists without column ${missing.name}` }
          : undefined;
      }
    }
  },
});
