import { writeDefaultName } from '../../sql/default-names.ts';
import type { Action } from '../../sql/statement/action.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { CatalogColumn, CatalogConstraint, CatalogTable } from './catalog-table.ts';
import type { SharedMap } from './shared-map.ts';

/** DROP NOT NULL drops the constraint, whatever its name; SET NOT NULL validates it. */
export function noteNotNull(
  constraints: Map<string, CatalogConstraint>,
  { change, column }: Extract<Action, { kind: 'alter-column' }>,
): void {
  for (const [key, constraint] of constraints) {
    if (constraint.kind === 'not null' && constraint.columns.includes(column)) {
      if (change === 'drop-not-null') {
        constraints.delete(key);
      } else if (change === 'set-not-null') {
        constraints.set(key, { ...constraint, unvalidated: false });
      }
    }
  }
}

/** The column whose NOT NULL constraint PostgreSQL 18 gives this name, unless another is written. */
export function columnOfNotNull(
  { name: { name: table }, columns }: CatalogTable,
  constraint: string,
): string | undefined {
  return [...columns.values()].find(
    ({ name, notNull, notNullName }) =>
      notNull && constraint === (notNullName ?? writeDefaultName({ table, columns: name, label: 'not_null' })),
  )?.name;
}

/** What a command without an action of its own does to a column or constraint. */
export function alterPart(
  { subtype, name = '', expression, identity, enforced }: Extract<Action, { kind: 'alter-table' }>,
  columns: Map<string, CatalogColumn>,
  constraints: Map<string, CatalogConstraint>,
): void {
  const constraint = constraints.get(name);
  const column = columns.get(name);
  if (subtype === 'AT_ValidateConstraint' && constraint !== undefined) {
    constraints.set(name, { ...constraint, unvalidated: false });
  } else if (subtype === 'AT_AlterConstraint' && constraint !== undefined && enforced !== undefined) {
    constraints.set(name, { ...constraint, unvalidated: !enforced });
  } else if (subtype === 'AT_DropExpression' && column !== undefined) {
    columns.set(name, { ...column, generated: undefined });
  } else if (subtype === 'AT_SetExpression' && column?.generated !== undefined && expression !== undefined) {
    columns.set(name, { ...column, generated: { ...column.generated, value: expression } });
  } else if ((subtype === 'AT_DropIdentity' || identity !== undefined) && column !== undefined) {
    columns.set(name, { ...column, identity });
  }
}

/** Gives a column or constraint another name. */
export function renamePart(
  { what, from, to }: Extract<Action, { kind: 'rename' }>,
  columns: Map<string, CatalogColumn>,
  constraints: Map<string, CatalogConstraint>,
): void {
  if (what === 'constraint') {
    const constraint = constraints.get(from);
    if (constraint !== undefined) {
      constraints.delete(from);
      constraints.set(to, { ...constraint, name: to });
    }
    return;
  }
  const column = columns.get(from);
  if (column === undefined) {
    return;
  }
  // The order is kept: an INSERT without columns depends on it.
  const renamed = [...columns].map(([key, each]): [string, CatalogColumn] =>
    key === from ? [to, { ...column, name: to }] : [key, each],
  );
  columns.clear();
  renamed.forEach(([key, each]) => columns.set(key, each));
  for (const [key, constraint] of constraints) {
    if (constraint.columns.includes(from)) {
      constraints.set(key, { ...constraint, columns: constraint.columns.map((each) => (each === from ? to : each)) });
    }
  }
}

/** Gives the columns of a type its new name. */
export function renameType(tables: SharedMap<CatalogTable>, from: Name, to: Name): void {
  for (const [key, table] of tables.filter(({ columns }) =>
    [...columns.values()].some(({ type }) => type === from.name),
  )) {
    const renamed = [...table.columns].map(([name, column]): [string, CatalogColumn] => [
      name,
      column.type === from.name ? { ...column, type: to.name } : column,
    ]);
    tables.set(key, { ...table, columns: new Map(renamed) });
  }
}
