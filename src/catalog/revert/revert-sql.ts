import { objectKey } from '../snapshot/catalog-object.ts';
import { all, commonChanges, type Derived } from './owner-and-comment.ts';
import { hasIndex, indexKey, isForeignKey } from './kinds/constraints.ts';
import { mutualForeignKeys } from './kinds/foreign-keys.ts';
import { ownName, parentName, text } from './object-names.ts';
import { REVERTERS_BY_KIND, hasCommon, rankOf } from './reverters-by-kind.ts';
import { sortSteps, type Step } from './step-order.ts';
import { detectRenames } from './renames.ts';
import { advance, ownSequence } from './kinds/sequences.ts';
import { DiffContext, type Changed, type Renamed } from './diff-context.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';
import type { RowChange, SnapshotDiff } from '../diff/snapshot-diff.ts';

export interface RevertSql {
  /** Without semicolons. */
  statements: string[];
  /** Kind and name of each object for which no statement could be derived; `rows` is the kind of a table's rows. */
  underived: string[];
}

export interface RevertOptions {
  /** The role that will run the statements; that of each object that has to be made, unless told. */
  role?: string | undefined;
}

/**
 * Statements that lead from `diff.after` back to `diff.before`, in the order to run them; and the objects for which none
 * could be derived.
 *
 * A diff does not show what is the same on both sides. Where a view has to be made anew, triggers on it and comments on
 * its columns are lost if they are; where a constraint or routine is, the server refuses if others depend on it.
 */
export function revertSql(difference: SnapshotDiff, options: RevertOptions = {}): RevertSql {
  const { moves, changes, moved } = detectRenames(difference.objects);
  const context = new DiffContext(changes, options.role);
  const steps: Step[] = [...moves];
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
    const kept = isReplaced(object, context.removed);
    const going = isGoing(object, context);
    take(
      object,
      stepOf('drop', object, parts.get(objectKey(object))),
      going ? [] : kept ? undefined : REVERTERS_BY_KIND[object.kind]?.drop?.(object, context),
    );
  }
  for (const object of context.removed.values()) {
    const unknown = isReplaced(object, context.added);
    take(
      object,
      stepOf('create', object, inlineParts(object, context)),
      unknown ? undefined : REVERTERS_BY_KIND[object.kind]?.create?.(object, context),
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
  for (const change of difference.objects) {
    if (change.change === 'reordered') {
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
      .filter((rows) => !isReverted(rows, difference.rows, context, moved))
      .map(({ table }) => `rows ${table}`),
  );
  return {
    statements: sortSteps(steps).flatMap(({ statements }) => statements),
    underived: [...new Set(underived)],
  };
}

function stepOf(
  what: Step['what'],
  object: CatalogObject,
  parts: readonly CatalogObject[] = [],
): Omit<Step, 'statements'> {
  const foreign = object.kind === 'constraint' && isForeignKey(object);
  const rank = rankOf(object.kind) + (foreign ? 0.5 : 0);
  return {
    // A foreign key may refer to any table.
    what: what === 'create' && foreign ? 'late' : what,
    rank: what === 'drop' ? -rank : rank,
    before: what === 'drop' ? [object, ...parts] : [],
    after: what === 'create' ? [object, ...parts] : [],
  };
}

/** What belongs to each object and goes with it. */
function partsOf(objects: ReadonlyMap<string, CatalogObject>): Map<string, CatalogObject[]> {
  const parts = new Map<string, CatalogObject[]>();
  for (const object of objects.values()) {
    if (object.parent !== null) {
      parts.set(object.parent, [...(parts.get(object.parent) ?? []), object]);
    }
  }
  return parts;
}

/** What the statement that makes a table says of its parts. */
function inlineParts(object: CatalogObject, context: DiffContext): CatalogObject[] {
  const key = objectKey(object);
  return [
    ...context.removedChildren(key, 'column'),
    ...context.removedChildren(key, 'attribute'),
    ...context.removedChildren(key, 'constraint').filter((each) => !isForeignKey(each)),
  ];
}

/** Whether a relation of another kind has its name: then columns of the same name do not show in the diff. */
function isReplaced({ kind, name }: CatalogObject, others: ReadonlyMap<string, CatalogObject>): boolean {
  const kinds = ['table', 'view', 'materialized view', 'foreign table'];
  return kinds.includes(kind) && kinds.some((other) => others.has(`${other} ${name}`));
}

/** Whether it goes with the table, type or the like that it belongs to. */
function isGoing({ kind, parent }: CatalogObject, context: DiffContext): boolean {
  return context.isAdded(parent) && (kind !== 'sequence' || parent !== null);
}

/** Undefined where no statement can be derived. */
function changeSteps(change: Changed, context: DiffContext): Step[] | undefined {
  const { before, after, kind } = change;
  const reverter = REVERTERS_BY_KIND[kind];
  const altered = reverter?.alter?.(change, context);
  if (altered === 'recreate') {
    const dropped = reverter?.drop?.(after, context);
    const created = reverter?.create?.(before, context);
    return dropped === undefined || created === undefined
      ? undefined
      : [
          { ...stepOf('drop', after), statements: dropped },
          { ...stepOf('create', before), statements: created },
        ];
  }
  const statements = all(altered, hasCommon(kind) ? commonChanges(change) : []);
  return statements && [{ what: 'alter', rank: rankOf(kind), statements, before: [after], after: [before] }];
}

function renaming({ before, after, kind }: Renamed, context: DiffContext): Step[] {
  const step = { what: 'rename', rank: 1, before: [after], after: [before] } as const;
  if (kind === 'index') {
    // A constraint takes its index along.
    const taken = context.renamed.some(
      (other) => other.kind === 'constraint' && hasIndex(other.after) && indexKey(other.after) === objectKey(after),
    );
    return taken ? [] : [{ ...step, statements: [`ALTER INDEX ${after.name} RENAME TO ${lastOf(before)}`] }];
  }
  const follows = after.definition['local'] === false || text(after, 'of a partition') !== undefined;
  const table = `ALTER ${after.parent?.startsWith('domain ') === true ? 'DOMAIN' : 'TABLE'} ${parentName(after)}`;
  return follows
    ? []
    : [{ ...step, statements: [`${table} RENAME CONSTRAINT ${ownName(after)} TO ${ownName(before)}`] }];
}

function lastOf({ name }: CatalogObject): string {
  return /(?:"(?:[^"]|"")*"|[^".]+)$/.exec(name)?.[0] ?? name;
}

/** Whether the rows are as before once the statements have run. */
function isReverted(
  change: RowChange,
  rows: readonly RowChange[],
  context: DiffContext,
  moved: ReadonlyMap<string, string>,
): boolean {
  const { table, before, after, lost, added } = change;
  const view = `materialized view ${table}`;
  const refilled = context.isRemoved(view) || context.differs(view, 'populated');
  const gone = before === null && ['table', 'materialized view'].some((kind) => context.isAdded(`${kind} ${table}`));
  // A table that is given its name back has all its rows under the other one.
  const other = rows.find((each) => each.table === moved.get(table));
  const whole = other !== undefined && (before ?? after) === (other.before ?? other.after);
  return whole || refilled || gone || (before === after && lost === 0 && added === 0);
}
