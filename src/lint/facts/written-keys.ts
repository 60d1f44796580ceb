import type { Insert, Repetition } from '../../sql/statement/row-action.ts';
import { isVolatile } from '../../sql/statement/expression.ts';
import type { CatalogColumn, CatalogConstraint, CatalogIndex, CatalogTable } from '../state/catalog-table.ts';
import { keyOf } from '../../sql/statement/name.ts';
import type { SchemaState } from '../state/schema-state.ts';

/** Whether the rows of a second run have a key in common with those of the first, so that they conflict. */
export function writesKey(insert: Insert, table: CatalogTable, schema: SchemaState): boolean {
  const repetitions = repetitionsBy(insert, table);
  const isAgain = ({ columns }: Key): boolean =>
    columns.length > 0 && columns.every((column) => repetitions(column) === 'same');
  return (
    constraintsOf(table).some((key) => key.kind !== 'exclusion' && isAgain(key)) ||
    indexesOf(table, schema).some((key) => !key.partial && isAgain(key))
  );
}

/** Whether no row of a second run can conflict with one of the first: each key that the table has is another. */
export function neverConflicts(insert: Insert, table: CatalogTable, schema: SchemaState): boolean {
  const { complete, partitioned, partitionOf } = table;
  const repetitions = repetitionsBy(insert, table);
  const isNew = ({ columns }: Key): boolean => columns.some((column) => repetitions(column) === 'new');
  return (
    complete &&
    !partitioned &&
    partitionOf === undefined &&
    constraintsOf(table).every(isNew) &&
    indexesOf(table, schema).every(isNew) &&
    // A trigger may write the key.
    schema.objects.find(({ what, on }) => what === 'trigger' && on === keyOf(table.name)) === undefined
  );
}

/** A constraint or index over columns; one that is computed is the empty string. */
interface Key {
  columns: readonly string[];
}

function constraintsOf({ constraints }: CatalogTable): CatalogConstraint[] {
  return [...constraints.values()].filter(
    ({ kind }) => kind === 'primary key' || kind === 'unique' || kind === 'exclusion',
  );
}

function indexesOf({ name }: CatalogTable, { indexes }: SchemaState): CatalogIndex[] {
  return indexes.filter(({ table, unique }) => unique && table === keyOf(name)).map(([, index]) => index);
}

/** What each run writes into a column. */
function repetitionsBy(
  { columns: written, repetitions }: Insert,
  { columns }: CatalogTable,
): (column: string) => Repetition {
  const names = written ?? [...columns.keys()];
  const values = repetitions();
  return (column) => {
    const at = names.indexOf(column);
    const isWritten = at !== -1 && (written !== undefined || values === undefined || at < values.length);
    const value = isWritten ? (values?.[at] ?? 'unknown') : 'default';
    return value === 'default' ? ofDefault(columns.get(column)) : value;
  };
}

function ofDefault(column: CatalogColumn | undefined): Repetition {
  const { identity = false, serial = false, defaultValue } = column ?? {};
  if (identity || serial || (defaultValue !== undefined && isVolatile(defaultValue))) {
    return 'new';
  }
  const isConstant = defaultValue?.functions.length === 0 && !defaultValue.isNull;
  return isConstant ? 'same' : 'unknown';
}
