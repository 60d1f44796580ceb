import type { Action, Maintain } from '../../sql/statement/action.ts';
import { keyOf, showName } from '../../sql/statement/name.ts';
import type { ConstraintSpec } from '../../sql/statement/table-spec.ts';
import type { Insert } from '../../sql/statement/row-action.ts';
import type { CatalogTable } from '../state/catalog-table.ts';
import type { SchemaState } from '../state/schema-state.ts';
import { underlyingType } from '../state/underlying-type.ts';
import { areIncomparable } from './built-in-types.ts';
import { constraintsOf, hasUniqueKey } from './missing-names.ts';

/** The unique index that an action needs and that is not there, or the key that cannot be compared. */
export function missingKey(action: Action, schema: SchemaState): string | undefined {
  switch (action.kind) {
    case 'insert': {
      return unmatchedConflict(action, schema);
    }
    case 'maintain': {
      return unrefreshable(action, schema);
    }
    case 'add-constraint':
    case 'add-column':
    case 'create-table': {
      // The columns of the table itself, before or with the action.
      const own = schema.table(action.table)?.columns ?? new Map();
      const more =
        action.kind === 'create-table' ? action.columns : action.kind === 'add-column' ? [action.column] : [];
      const columns = new Map([...own, ...more.map((column) => [column.name, column] as const)]);
      for (const constraint of constraintsOf(action)) {
        const isSelf = constraint.references?.name === action.table.name;
        const found = repeatedInKey(constraint) ?? (isSelf ? undefined : unlikeKey(constraint, columns, schema));
        if (found !== undefined) {
          return found;
        }
      }
      return undefined;
    }
    default: {
      return undefined;
    }
  }
}

/** An index may have a column twice, a key may not. */
function repeatedInKey({ kind, columns }: ConstraintSpec): string | undefined {
  const repeated = columns.find((column, i) => columns.indexOf(column) !== i);
  return repeated !== undefined && (kind === 'primary key' || kind === 'unique')
    ? `the ${kind === 'unique' ? 'unique constraint' : kind} has ${repeated} twice`
    : undefined;
}

function unmatchedConflict({ table: name, conflict }: Insert, schema: SchemaState): string | undefined {
  const table = schema.table(name);
  if (table === undefined || !isCertain(table) || conflict === undefined) {
    return undefined;
  }
  const { constraint, columns, partial } = conflict;
  const index = constraint === undefined ? undefined : schema.index({ ...table.name, name: constraint });
  return constraint === undefined
    ? hasUniqueKey(table, columns, schema, partial)
      ? undefined
      : `${showName(name)} has no unique index for ON CONFLICT (${columns.map((each) => each || '…').join(', ')})`
    : table.constraints.has(constraint) || index !== undefined
      ? undefined
      : `${showName(name)} has no constraint ${constraint} for ON CONFLICT`;
}

/** Its own columns and keys are all known. */
function isCertain({ complete, partitionOf, temporary }: CatalogTable): boolean {
  return complete && partitionOf === undefined && !temporary;
}

function unrefreshable({ does, name, concurrently }: Maintain, { objects, indexes }: SchemaState): string | undefined {
  if (does !== 'refresh' || !concurrently || name === undefined) {
    return undefined;
  }
  const views = [...objects.endingIn(name.name)].filter(
    ({ what, name: own }) => what === 'materialized view' && own.name === name.name,
  );
  const isUnique = indexes.find(
    ({ table, unique, partial, columns }) =>
      table.endsWith(`.${name.name}`) && unique && !partial && !columns.includes(''),
  );
  return views.length === 1 && isUnique === undefined
    ? `${showName(name)} has no unique index, without which REFRESH … CONCURRENTLY is refused`
    : undefined;
}

/** A foreign key to columns of another type, or to columns without a unique key. */
function unlikeKey(
  { kind, columns, references, referencedColumns }: ConstraintSpec,
  own: ReadonlyMap<string, Parameters<typeof underlyingType>[0]>,
  schema: SchemaState,
): string | undefined {
  const other = kind === 'foreign key' && references !== undefined ? schema.table(references) : undefined;
  if (other === undefined || !isCertain(other)) {
    return undefined;
  }
  const primary = [...other.constraints.values()].find((each) => each.kind === 'primary key');
  const keys = referencedColumns.length > 0 ? referencedColumns : (primary?.columns ?? []);
  const missing = keys.find((key) => !other.columns.has(key));
  if (missing !== undefined) {
    return `${showName(other.name)} has no column ${missing}`;
  }
  if (keys.length === 0 || !hasUniqueKey(other, keys, schema)) {
    return `${keyOf(other.name)} has no unique key on ${keys.join(', ') || 'any column'}, to which a foreign key refers`;
  }
  for (const [i, column] of columns.entries()) {
    const [from, to] = [own.get(column), other.columns.get(keys[i] ?? '')];
    if (from !== undefined && to !== undefined) {
      const [left, right] = [from, to].map((each) => underlyingType(each, schema).column.type);
      if (left !== undefined && right !== undefined && areIncomparable(left, right)) {
        return `the foreign key compares ${column} (${left}) with ${keyOf(other.name)}.${to.name} (${right})`;
      }
    }
  }
  return undefined;
}
