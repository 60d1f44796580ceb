import type { ObjectHistory, ObjectStep, PageModel } from '../../model.ts';
import { RELATION_KINDS, keyOf, stepAt } from './state.ts';

/** What becomes of one object between two states. */
export interface Effect {
  history: ObjectHistory;
  change: 'added' | 'changed' | 'removed';
  /** Undefined for `added`. */
  before: ObjectStep | undefined;
  /** The new state; for `removed` by a migration, the step that removes it. */
  after: ObjectStep | undefined;
}

/** Effects on one object and its parts. */
export interface EffectGroup {
  /** Kind and name of the table or view, or of an object that belongs to none. */
  key: string;
  /** Null if only parts of it change. */
  own: Effect | null;
  parts: Effect[];
}

export interface EffectCounts {
  added: number;
  changed: number;
  removed: number;
}

const indexes = new WeakMap<PageModel, Map<number, Effect[]>>();

/** What the migration at a place (counted from 1) does to each object. */
export function effectsAt(model: PageModel, at: number): readonly Effect[] {
  const index = indexes.get(model) ?? indexEffects(model);
  indexes.set(model, index);
  return index.get(at) ?? [];
}

function indexEffects(model: PageModel): Map<number, Effect[]> {
  const index = new Map<number, Effect[]>();
  for (const history of model.objects) {
    let before: ObjectStep | undefined;
    for (const step of history.changes) {
      const list = index.get(step.at) ?? [];
      list.push({ history, change: step.change, before, after: step });
      index.set(step.at, list);
      before = step.change === 'removed' ? undefined : step;
    }
  }
  return index;
}

/** What differs between two versions, given by their places. */
export function effectsBetween(model: PageModel, from: number, to: number): Effect[] {
  return model.objects.flatMap((history): Effect[] => {
    const [before, after] = [stepAt(history, from), stepAt(history, to)];
    if (before === after || (before !== undefined && after !== undefined && isSame(before, after))) {
      return [];
    }
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return [{ history, change, before, after }];
  });
}

function isSame(one: ObjectStep, other: ObjectStep): boolean {
  return propertiesBetween(one, other).length === 0;
}

export interface PropertyChange {
  property: string;
  before: string | undefined;
  after: string | undefined;
}

/** The properties that differ between two definitions of an object. */
export function propertiesBetween(before: ObjectStep, after: ObjectStep): PropertyChange[] {
  const names = new Set([...Object.keys(before.definition), ...Object.keys(after.definition)]);
  return [...names]
    .map((property) => {
      const [old, now] = [before.definition[property], after.definition[property]];
      return { property, before: textOf(old, now), after: textOf(now, old) };
    })
    .filter((each) => each.before !== each.after);
}

/** A flag that is left out is the opposite of the one that is given. */
function textOf(value: Property | undefined, other: Property | undefined): string | undefined {
  const known = value ?? (typeof other === 'boolean' ? !other : undefined);
  return known === undefined ? undefined : String(known);
}

type Property = ObjectStep['definition'][string];

/** Effects by the table or view that they belong to, in the order of their first effect. */
export function groupEffects(effects: readonly Effect[]): EffectGroup[] {
  const groups = new Map<string, EffectGroup>();
  for (const effect of effects) {
    const { kind, parent } = effect.history;
    const isPart = parent !== null && !RELATION_KINDS.has(kind);
    const key = isPart ? parent : keyOf(effect.history);
    const group = groups.get(key) ?? { key, own: null, parts: [] };
    groups.set(key, group);
    if (isPart) {
      group.parts.push(effect);
    } else {
      group.own = effect;
    }
  }
  return [...groups.values()];
}

export function countEffects(effects: readonly Effect[]): EffectCounts {
  const counts: EffectCounts = { added: 0, changed: 0, removed: 0 };
  for (const { change } of effects) {
    counts[change] += 1;
  }
  return counts;
}
