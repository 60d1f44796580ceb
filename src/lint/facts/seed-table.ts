import type { Name } from '../../sql/statement/name.ts';
import type { SchemaState } from '../state/schema-state.ts';

/**
 * Whether migrations insert the rows of the table, by keys that stand there: its values are known from the files. A table
 * whose keys are generated gets rows from services too.
 */
export function isSeedTable(name: Name, schema: SchemaState): boolean {
  const table = schema.table(name);
  const key = [...(table?.constraints.values() ?? [])].find(({ kind }) => kind === 'primary key');
  return (
    table?.hasSeedRows === true &&
    key !== undefined &&
    key.columns.every((each) => {
      const column = table.columns.get(each);
      return (
        column !== undefined && column.defaultValue === undefined && !column.serial && column.identity === undefined
      );
    })
  );
}
