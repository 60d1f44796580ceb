import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const ifNotExistsHidesDifference: Rule = {
  id: 'if-not-exists-hides-difference',
  group: 'idempotency',
  condition: 'IF NOT EXISTS names something that an earlier migration has made otherwise',
  effect: 'Nothing happens: the old definition stays, and the new one is never made.',
  remedy: 'Alter what is there, or take another name.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['add-column', 'create-index', 'create-table'],
  check: (action, { schema, file, statement }) => {
    if (statement.conditional) {
      return undefined;
    }
    if (action.kind === 'create-index' && action.guarded && action.name !== undefined) {
      const known = schema.index(action.name);
      return known === undefined ||
        known.shape() === '' ||
        known.shape() === action.shape() ||
        known.made.file === file.path
        ? undefined
        : { index: action.index, what: `another index is called ${showName(action.name)} already` };
    }
    if (action.kind === 'add-column' && action.guarded) {
      const known = schema.table(action.table)?.columns.get(action.column.name);
      return known === undefined || known.type === action.column.type || known.made.file === file.path
        ? undefined
        : {
            index: action.index,
            what: `${showName(action.table)}.${action.column.name} is there already, as ${known.type}`,
          };
    }
    if (action.kind === 'create-table' && action.guarded && !action.hasMore) {
      const known = schema.table(action.table);
      const missing = action.columns.find(({ name }) => known?.columns.has(name) === false);
      return known === undefined || !known.complete || missing === undefined || known.made.file === file.path
        ? undefined
        : { index: action.index, what: `${showName(action.table)} is there already, without column ${missing.name}` };
    }
    return undefined;
  },
};
