import type { PageModel } from '../../model.ts';
import type { Mark } from '../diagram/graph.ts';
import { neighborsOf } from '../diagram/graph.ts';
import type { EffectGroup } from '../schema/effects.ts';
import { keyOf, stateAt, type Part, type Relation, type SchemaState } from '../schema/state.ts';

/** The tables of two versions, each with the parts that either version has. */
export function unionState(model: PageModel, from: number, to: number): SchemaState {
  const [before, after] = [stateAt(model, from), stateAt(model, to)];
  const keys = new Set([...after.relations.keys(), ...before.relations.keys()]);
  const relations = [...keys].flatMap((key): [string, Relation][] => {
    const [old, now] = [before.relations.get(key), after.relations.get(key)];
    const merged = old === undefined || now === undefined ? (now ?? old) : mergeRelations(old, now);
    return merged === undefined ? [] : [[key, merged]];
  });
  return { relations: new Map(relations), others: after.others };
}

function mergeRelations(old: Relation, now: Relation): Relation {
  const foreign = new Map([...old.foreignKeys, ...now.foreignKeys].map((each) => [each.name, each]));
  return {
    ...now,
    columns: mergeParts(old.columns, now.columns),
    constraints: mergeParts(old.constraints, now.constraints),
    foreignKeys: [...foreign.values()],
  };
}

function mergeParts(old: readonly Part[], now: readonly Part[]): Part[] {
  const present = new Set(now.map(({ history }) => history));
  return [...now, ...old.filter(({ history }) => !present.has(history))];
}

/** The mark of every changed object by its key; a table of which only parts change is changed. */
export function marksOf(groups: readonly EffectGroup[]): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { key, own, parts } of groups) {
    marks.set(key, own?.change ?? 'changed');
    for (const { history, change } of parts) {
      marks.set(keyOf(history), change);
    }
  }
  return marks;
}

/** The tables that change, and those that a foreign key joins to them. */
export function changedTables(state: SchemaState, groups: readonly EffectGroup[]): Relation[] {
  const keys = new Set<string>();
  for (const { key } of groups) {
    if (state.relations.has(key)) {
      keys.add(key);
      // Neighbors of hundreds of tables are all tables, and finding them takes long.
      if (groups.length <= 60) {
        for (const near of neighborsOf(state, key)) {
          keys.add(near);
        }
      }
    }
  }
  return [...keys].flatMap((key) => state.relations.get(key) ?? []);
}
