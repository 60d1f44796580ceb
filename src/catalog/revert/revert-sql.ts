import type { RowChange, SnapshotDiff } from '../diff/snapshot-diff.ts';
import { objectKey, type CatalogObject } from '../snapshot/catalog-object.ts';
import { DiffContext, all, type Changed, type Derived, type Renamed } from './diff-context.ts';
import { hasIndex, indexKey, isForeignKey, mutualForeignKeys } from './kinds/constraints.ts';
import { advance, ownSequence } from './kinds/sequences.ts';
import { lastPart, ownName, parentName, text } from './object-text.ts';
import { commonChanges, leaveExtension } from './owner-and-comment.ts';
import type { BothStates } from './dependents-graph.ts';
import { rebuildDependents } from './rebuild-dependents.ts';
import { detectRenames } from './renames.ts';
import { REVERTERS_BY_KIND, hasCommon, rankOf } from './reverters-by-kind.ts';
import { sortSteps, type Step } from './step-order.ts';

export interface RevertSql {
  /** Without semicolons. */
  statements: string[];
  /** Kind and name of each object without a derived statement; `rows` is the kind of a table's rows. */
  underived: string[];
}

export interface RevertOptions {
  /** The role that will run the statements. Default: the owner of each object. */
  role?: string | undefined;
}

/**
 * The statements that revert the database from `after` to `before`, in order, and the objects for which none can be
 * derived. What stands on an object that has to be dropped, or on a column that gets another type, is dropped before it
 * and created again as it was, with owner, privileges, comments and parts.
 */
export function revertSql(difference: SnapshotDiff, states: BothStates, options: RevertOptions = {}): RevertSql {
  const { steps: renames, changes, names, renamed } = detectRenames(difference.objects);
  const current = renamed(states);
  const rebuilt = rebuildDependents(changes, current);
  const context = new DiffContext(rebuilt.changes, {
    role: options.role,
    defaultPrivileges: lastingDefaults(current),
    columnsOfEnum: rebuilt.columnsOfEnum,
    lastValues: new Map(current.sequences.map(({ sequence, lastValue }) => [sequence, lastValue])),
  });
  const steps: Step[] = [...renames];
  const underived: string[] = [];
  const take = (object: CatalogObject, step: Omit<Step, 'statements'>, statements: Derived): void => {
    if (statements === undefined) {
      underived.push(objectKey(object));
    } else if (statements.length > 0) {
      steps.push({ ...step, statements });
    }
  };
  const parts = partsOf(context.added);
  for (const object of mutualForeignKeys(context.added)) {
    take(object, stepOf('drop', object), [`ALTER TABLE ${parentName(object)} DROP CONSTRAINT ${ownName(object)}`]);
  }
  for (const object of context.added.values()) {
    const isReplacement = isReplaced(object, context.removed);
    take(
      object,
      stepOf('drop', object, parts.get(objectKey(object))),
      isDroppedWithParent(object, context) ? [] : isReplacement ? undefined : dropStatements(object, context),
    );
  }
  for (const object of context.removed.values()) {
    take(
      object,
      stepOf('create', object, inlineParts(object, context)),
      isReplaced(object, context.added) ? undefined : REVERTERS_BY_KIND[object.kind]?.create?.(object, context),
    );
    if (object.kind === 'sequence') {
      take(object, { ...stepOf('late', object), after: [] }, ownSequence(object, context));
    }
  }
  for (const change of context.changed.values()) {
    for (const step of changeSteps(change, context) ?? [undefined]) {
      take(change.after, step ?? stepOf('alter', change.after), step?.statements);
    }
  }
  for (const change of context.renamed) {
    steps.push(...renaming(change, context));
  }
  steps.push(...rebuilt.defaults.flatMap(resetDefault));
  for (const change of difference.objects) {
    if (change.change === 'reordered' && !context.isRemoved(objectKey(change))) {
      underived.push(`${change.kind} ${change.name}`);
    }
  }
  const behind = difference.sequencesBehind.filter(({ sequence }) => !context.isRemoved(`sequence ${sequence}`));
  for (const { sequence, column } of behind) {
    if (column === null) {
      underived.push(`sequence ${sequence}`);
    } else {
      steps.push({ what: 'late', rank: 0, before: [], after: [], statements: [advance(sequence, column)] });
    }
  }
  underived.push(
    ...difference.rows
      .filter((rows) => !isReverted(rows, difference.rows, context, names))
      .map(({ table }) => `rows ${table}`),
  );
  return {
    statements: sortSteps(steps).flatMap(({ statements }) => statements),
    underived: [...new Set([...underived, ...rebuilt.stuck])],
  };
}

/** The default privileges that hold from the first statement that creates something to the last. */
function lastingDefaults({ wanted, current }: BothStates): CatalogObject[] {
  const defaults = wanted.filter(({ kind }) => kind === 'default privileges');
  const isPresent = ({ name }: CatalogObject): boolean =>
    current.some((object) => object.kind === 'default privileges' && object.name === name);
  return defaults.filter(isPresent);
}

/** Drops a default while the function that it calls is dropped and created. */
function resetDefault(column: CatalogObject): Step[] {
  const alter = `ALTER TABLE ONLY ${parentName(column)} ALTER COLUMN ${ownName(column)}`;
  return [
    { what: 'drop', rank: -Infinity, before: [column], after: [], statements: [`${alter} DROP DEFAULT`] },
    { what: 'late', rank: 0, before: [], after: [], statements: [`${alter} SET DEFAULT ${text(column, 'default')}`] },
  ];
}

function stepOf(
  what: Step['what'],
  object: CatalogObject,
  parts: readonly CatalogObject[] = [],
): Omit<Step, 'statements'> {
  const foreign = object.kind === 'constraint' && isForeignKey(object);
  const rank = rankOf(object.kind) + (foreign ? 0.5 : 0);
  return {
    // A foreign key may reference any table.
    what: what === 'create' && foreign ? 'late' : what,
    rank: what === 'drop' ? -rank : rank,
    before: what === 'drop' ? [object, ...parts] : [],
    after: what === 'create' ? [object, ...parts] : [],
  };
}

/** The parts of each object, which are dropped with it. */
function partsOf(objects: ReadonlyMap<string, CatalogObject>): Map<string, CatalogObject[]> {
  const parts = new Map<string, CatalogObject[]>();
  for (const object of objects.values()) {
    if (object.parent !== null) {
      parts.set(object.parent, [...(parts.get(object.parent) ?? []), object]);
    }
  }
  return parts;
}

/** The parts that the CREATE statement of an object includes. */
function inlineParts(object: CatalogObject, context: DiffContext): CatalogObject[] {
  const key = objectKey(object);
  return [
    ...context.removedChildren(key, 'column'),
    ...context.removedChildren(key, 'attribute'),
    ...context.removedChildren(key, 'constraint').filter((each) => !isForeignKey(each)),
  ];
}

/** Whether a relation of another kind has the name; then the diff omits columns with the same names. */
function isReplaced({ kind, name }: CatalogObject, others: ReadonlyMap<string, CatalogObject>): boolean {
  const kinds = ['table', 'view', 'materialized view', 'foreign table'];
  return kinds.includes(kind) && kinds.some((other) => other !== kind && others.has(`${other} ${name}`));
}

function dropStatements(object: CatalogObject, context: DiffContext): Derived {
  const dropped = REVERTERS_BY_KIND[object.kind]?.drop?.(object, context);
  return dropped !== undefined && dropped.length > 0 ? all(leaveExtension(object), dropped) : dropped;
}

/** Whether it is dropped with its parent. */
function isDroppedWithParent({ kind, parent }: CatalogObject, context: DiffContext): boolean {
  return context.isAdded(parent) && (kind !== 'sequence' || parent !== null);
}

/** Undefined if no statement can be derived. */
function changeSteps(change: Changed, context: DiffContext): Step[] | undefined {
  const { before, after, kind } = change;
  const reverter = REVERTERS_BY_KIND[kind];
  const altered = reverter?.alter?.(change, context);
  // An object that cannot be altered has been rebuilt.
  const statements = altered === 'recreate' ? undefined : all(altered, hasCommon(kind) ? commonChanges(change) : []);
  return statements && [{ what: 'alter', rank: rankOf(kind), statements, before: [after], after: [before] }];
}

function renaming({ before, after, kind }: Renamed, context: DiffContext): Step[] {
  const step = { what: 'rename', rank: 1, before: [after], after: [before] } as const;
  if (kind === 'index') {
    // The index is renamed with its constraint.
    const isRenamed = context.renamed.some(
      (other) => other.kind === 'constraint' && hasIndex(other.after) && indexKey(other.after) === objectKey(after),
    );
    return isRenamed ? [] : [{ ...step, statements: [`ALTER INDEX ${after.name} RENAME TO ${lastPart(before.name)}`] }];
  }
  const follows = after.definition['local'] === false || text(after, 'of a partition') !== undefined;
  const table = `ALTER ${after.parent?.startsWith('domain ') === true ? 'DOMAIN' : 'TABLE'} ${parentName(after)}`;
  return follows
    ? []
    : [{ ...step, statements: [`${table} RENAME CONSTRAINT ${ownName(after)} TO ${ownName(before)}`] }];
}

/** Whether the statements restore the rows. */
function isReverted(
  change: RowChange,
  rows: readonly RowChange[],
  context: DiffContext,
  names: ReadonlyMap<string, string>,
): boolean {
  const { table, before, after, lost, added } = change;
  const view = `materialized view ${table}`;
  const refilled = context.isRemoved(view) || context.differs(view, 'populated');
  const isDropped =
    before === null && ['table', 'materialized view'].some((kind) => context.isAdded(`${kind} ${table}`));
  // A renamed table has all its rows under the other name.
  const other = rows.find((each) => each.table === names.get(table));
  const isComplete = other !== undefined && (before ?? after) === (other.before ?? other.after);
  return isComplete || refilled || isDropped || (before === after && lost === 0 && added === 0);
}
