import { isDeepStrictEqual } from 'node:util';

import { objectKey, type CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import { byKindAndName } from '../../catalog/snapshot/snapshot-builder.ts';
import type { ObjectHistory, ObjectStep } from '../model.ts';
import { ColumnPlaces } from './column-places.ts';

/** What one migration did to one object; `before` or `after` is undefined where there is no such object. */
export interface ObjectTransition {
  before: CatalogObject | undefined;
  after: CatalogObject | undefined;
}

/** Turns consecutive snapshots of one chain into the histories of its objects. */
export class Histories {
  readonly #histories = new Map<string, ObjectHistory>();
  /** All objects of the last snapshot by key. */
  readonly #present = new Map<string, CatalogObject>();
  readonly #columnPlaces = new ColumnPlaces();
  #last: readonly CatalogObject[] = [];

  /**
   * Adds the objects after a migration. Objects that are identical to those of the last call cost one comparison each.
   *
   * @param at the place of the migration; 0 for what is there before all
   * @param objects sorted by kind and name, as a snapshot has them
   * @param lineOf the line of the up that makes, changes or drops an object
   * @returns what changed, without what another object stands for
   */
  add(
    at: number,
    objects: readonly CatalogObject[],
    lineOf: (object: CatalogObject) => number | null = () => null,
  ): ObjectTransition[] {
    const settled = this.#columnPlaces.settle(objects);
    const transitions = transitionsBetween(this.#last, settled);
    this.#last = settled;
    const wasHidden = new Set(transitions.flatMap(({ before }) => (before && this.#isHidden(before) ? [before] : [])));
    for (const { before, after } of transitions) {
      if (after !== undefined) {
        this.#present.set(objectKey(after), after);
      } else if (before !== undefined) {
        this.#present.delete(objectKey(before));
      }
    }
    return transitions
      .map(({ before, after }) => ({
        before: before === undefined || wasHidden.has(before) ? undefined : before,
        after: after === undefined || this.#isHidden(after) ? undefined : after,
      }))
      .filter((transition) => this.#note(at, transition, lineOf));
  }

  /** All histories, sorted by kind and name. */
  all(): ObjectHistory[] {
    return [...this.#histories.values()].toSorted(byKindAndName);
  }

  #note(at: number, { before, after }: ObjectTransition, lineOf: (object: CatalogObject) => number | null): boolean {
    const object = after ?? before;
    if (object === undefined) {
      return false;
    }
    const { kind, name, parent } = object;
    const key = objectKey(object);
    const history = this.#histories.get(key) ?? { kind, name, parent, changes: [] };
    this.#histories.set(key, history);
    history.changes.push({
      at,
      change: after === undefined ? 'removed' : before === undefined ? 'added' : 'changed',
      summary: after?.summary ?? '',
      definition: after?.definition ?? {},
      line: lineOf(object),
    } satisfies ObjectStep);
    return true;
  }

  /** Whether another object stands for it: a column for its NOT NULL, an extension for its members and their parts. */
  #isHidden(object: CatalogObject): boolean {
    const { definition, parent } = object;
    if (definition['extension'] !== undefined || isPlainNotNull(object)) {
      return true;
    }
    const whole = parent === null ? undefined : this.#present.get(parent);
    return whole !== undefined && this.#isHidden(whole);
  }
}

/** From PostgreSQL 18 on each NOT NULL of a column is a constraint, too; one that is NOT VALID or NO INHERIT says more. */
export function isPlainNotNull({ kind, definition }: Pick<CatalogObject, 'kind' | 'definition'>): boolean {
  return kind === 'constraint' && /^NOT NULL (?:\w+|"(?:[^"]|"")+")$/.test(String(definition['definition']));
}

/** What differs between two sorted lists. */
function transitionsBetween(before: readonly CatalogObject[], after: readonly CatalogObject[]): ObjectTransition[] {
  const transitions: ObjectTransition[] = [];
  if (before === after) {
    return transitions;
  }
  let [i, j] = [0, 0];
  for (;;) {
    const [was, is] = [before[i], after[j]];
    if (was === undefined && is === undefined) {
      return transitions;
    }
    const order = was === is ? 0 : was === undefined ? 1 : is === undefined ? -1 : byKindAndName(was, is);
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
    if (order !== 0 || !isSame(was, is)) {
      transitions.push({ before: order <= 0 ? was : undefined, after: order >= 0 ? is : undefined });
    }
  }
}

function isSame(was: CatalogObject | undefined, is: CatalogObject | undefined): boolean {
  return was === is || (was?.summary === is?.summary && isDeepStrictEqual(was?.definition, is?.definition));
}
