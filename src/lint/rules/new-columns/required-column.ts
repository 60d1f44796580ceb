import { showName } from '../../../sql/statement/name.ts';
import { actionsIn } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const requiredColumn = actionRule({
  id: 'required-column',
  group: 'new columns',
  condition: 'a NOT NULL column without a default is added to a table that may have rows',
  effect: 'The up fails as soon as the table has a row, even if it runs on every test database.',
  remedy: 'Give it a default, or add it nullable, fill it, and then SET NOT NULL.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk adding-required-field', 'squawk adding-not-nullable-field', 'Atlas MF103'],
  kinds: ['add-column'],
  skipNewTables: true,
  check: ({ table, column }, { file }) => {
    const { notNull, defaultValue, serial, identity, generated, name } = column;
    const hasDefault =
      (defaultValue !== undefined && !defaultValue.isNull) || serial || identity || generated !== undefined;
    const isEmptied = (): boolean =>
      actionsIn(file).some(
        (each) =>
          (each.kind === 'truncate' || (each.kind === 'delete' && each.where === undefined)) &&
          each.table.name === table.name,
      );
    return notNull && !hasDefault && !isEmptied()
      ? `${showName(table)}.${name} is NOT NULL and has no default`
      : undefined;
  },
});
