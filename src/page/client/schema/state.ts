import type { ObjectKind } from '../../../catalog/snapshot/catalog-object.ts';
import type { ObjectHistory, ObjectStep, PageModel } from '../../model.ts';
import { foreignKeyOf, nameWithin, primaryKeyOf, splitName } from './names.ts';

/** An object as it is at a version. */
export interface Part {
  history: ObjectHistory;
  /** The step that made it what it is. */
  step: ObjectStep;
}

export interface ForeignKey {
  name: string;
  columns: string[];
  target: string;
  targetColumns: string[];
}

/** A table or view with all its parts. */
export interface Relation extends Part {
  /** Such as `table public.sites`. */
  key: string;
  schema: string;
  /** The name without the schema. */
  label: string;
  /** In their order. */
  columns: Part[];
  constraints: Part[];
  indexes: Part[];
  /** Triggers, policies, rules and whatever else belongs to it. */
  others: Part[];
  /** Names of the columns of the primary key. */
  primaryKey: Set<string>;
  foreignKeys: ForeignKey[];
  /** Keys of its partitions and of the tables that inherit from it. */
  children: string[];
  /** Names of the tables that it is a partition of, or inherits from. */
  parents: string[];
}

/** A schema as it is at a version. */
export interface SchemaState {
  /** By key, sorted by name. */
  relations: Map<string, Relation>;
  /** What belongs to no table or view: types, functions, schemas, roles. */
  others: Part[];
}

export const RELATION_KINDS: ReadonlySet<ObjectKind> = new Set(['table', 'foreign table', 'view', 'materialized view']);

/** Kind and name, as parents are named: `table public.sites`. */
export function keyOf({ kind, name }: Pick<ObjectHistory, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/**
 * The step that made an object what it is at a version; undefined if it does not exist there.
 *
 * @param at place of the version in the model's migrations, counted from 1; 0 is the state before all
 */
export function stepAt(history: ObjectHistory, at: number): ObjectStep | undefined {
  const step = history.changes.findLast((each) => each.at <= at);
  return step?.change === 'removed' ? undefined : step;
}

const states = new WeakMap<PageModel, Map<number, SchemaState>>();

/** All objects at a version. A second call with the same arguments returns the same value. */
export function stateAt(model: PageModel, at: number): SchemaState {
  const known = states.get(model) ?? new Map<number, SchemaState>();
  states.set(model, known);
  const state = known.get(at) ?? buildState(model, at);
  known.set(at, state);
  return state;
}

function buildState(model: PageModel, at: number): SchemaState {
  const relations = new Map<string, Relation>();
  const rest: Part[] = [];
  for (const history of model.objects) {
    const step = stepAt(history, at);
    if (step !== undefined) {
      if (RELATION_KINDS.has(history.kind)) {
        relations.set(keyOf(history), newRelation(history, step));
      } else {
        rest.push({ history, step });
      }
    }
  }
  const others = rest.filter((part) => {
    const owner = relations.get(part.history.parent ?? '');
    if (owner !== undefined) {
      addPart(owner, part);
    }
    return owner === undefined;
  });
  for (const relation of relations.values()) {
    relation.columns.sort((one, other) => positionOf(one) - positionOf(other));
    connectParents(relation, relations);
  }
  return { relations: new Map([...relations].toSorted(([, one], [, other]) => compareNames(one, other))), others };
}

function newRelation(history: ObjectHistory, step: ObjectStep): Relation {
  const { schema, rest } = splitName(history.name);
  return {
    history,
    step,
    key: keyOf(history),
    schema,
    label: rest,
    columns: [],
    constraints: [],
    indexes: [],
    others: [],
    primaryKey: new Set(),
    foreignKeys: [],
    children: [],
    parents: [],
  };
}

function addPart(owner: Relation, part: Part): void {
  const { kind, name } = part.history;
  if (kind === 'column') {
    owner.columns.push(part);
  } else if (kind === 'index') {
    owner.indexes.push(part);
  } else if (kind === 'constraint') {
    owner.constraints.push(part);
    const definition = definitionOf(part);
    for (const column of primaryKeyOf(definition)) {
      owner.primaryKey.add(column);
    }
    const foreign = foreignKeyOf(definition);
    if (foreign !== undefined) {
      owner.foreignKeys.push({ name: nameWithin(name, owner.history.name), ...foreign });
    }
  } else {
    owner.others.push(part);
  }
}

function connectParents(relation: Relation, relations: ReadonlyMap<string, Relation>): void {
  const inherits = relation.step.definition['inherits'];
  if (typeof inherits !== 'string') {
    return;
  }
  for (const parent of inherits.replaceAll(' (detach pending)', '').split(', ')) {
    relation.parents.push(parent);
    const owner = relations.get(`table ${parent}`) ?? relations.get(`foreign table ${parent}`);
    owner?.children.push(relation.key);
  }
}

/** The definition of a constraint, index or view; its summary where it has no such property. */
export function definitionOf({ step }: Part): string {
  const { definition } = step.definition;
  return typeof definition === 'string' ? definition : step.summary;
}

/** Whether a table is a partition of another. */
export function isPartition({ step }: Part): boolean {
  return step.definition['partition bound'] !== undefined;
}

function positionOf({ step }: Part): number {
  const position = step.definition['position'];
  return typeof position === 'number' ? position : 0;
}

const collator = new Intl.Collator('en', { numeric: true });

function compareNames(one: Relation, other: Relation): number {
  return collator.compare(one.history.name, other.history.name);
}

/** Schemas with the number of their tables and views, the largest first. Partitions do not count. */
export function schemasOf({ relations }: SchemaState): { name: string; relations: number }[] {
  const counts = new Map<string, number>();
  for (const relation of relations.values()) {
    counts.set(relation.schema, (counts.get(relation.schema) ?? 0) + (isPartition(relation) ? 0 : 1));
  }
  return [...counts]
    .map(([name, count]) => ({ name, relations: count }))
    .toSorted((one, other) => other.relations - one.relations || collator.compare(one.name, other.name));
}
