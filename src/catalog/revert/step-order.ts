import { sqlTokens, tokenName } from '../../sql/sql-tokens.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';
import { parentName, text, withoutArguments } from './object-text.ts';

/** The statements for one object. */
export interface Step {
  /** What it does to the object; `late` steps run after all others. */
  what: 'rename' | 'drop' | 'alter' | 'create' | 'late';
  /** The order among steps of the same kind. */
  rank: number;
  statements: string[];
  /** The objects before and after the step, to find dependencies. */
  before: readonly CatalogObject[];
  after: readonly CatalogObject[];
}

const PHASES: readonly Step['what'][] = ['rename', 'drop', 'alter', 'create', 'late'];

/** Orders the steps so that nothing is dropped while it is used, and nothing is used before it exists. */
export function sortSteps(steps: readonly Step[]): Step[] {
  const sorted = steps.toSorted((a, b) => phase(a) - phase(b) || a.rank - b.rank);
  const makers = byName(sorted, ({ what, after }) => (what === 'create' || what === 'rename' ? after : []));
  const droppers = byName(sorted, ({ what, before }) => (what === 'drop' ? before : []));
  const waitsFor = new Map<Step, Set<Step>>(sorted.map((step) => [step, new Set()]));
  const wait = (later: Step, earlier: Step): void => {
    if (later !== earlier) {
      waitsFor.get(later)?.add(earlier);
    }
  };
  for (const step of sorted) {
    for (const maker of needed(step.after, makers)) {
      wait(step, maker);
    }
    for (const dropper of needed(step.before, droppers)) {
      if (step.what === 'drop' || step.what === 'alter') {
        wait(dropper, step);
      }
    }
    // A name must be free before it is used again.
    if (step.what === 'create' || step.what === 'rename') {
      for (const object of step.after) {
        for (const dropper of droppers.get(identity(object)) ?? []) {
          wait(step, dropper);
        }
      }
    }
  }
  return depthFirst(sorted, waitsFor);
}

function phase({ what }: Step): number {
  return PHASES.indexOf(what);
}

function depthFirst(steps: readonly Step[], waitsFor: ReadonlyMap<Step, ReadonlySet<Step>>): Step[] {
  const places = new Map(steps.map((step, place) => [step, place]));
  const done = new Set<Step>();
  const entered = new Set<Step>();
  const visit = (step: Step): void => {
    // A cycle has no correct order; keep that of the kinds.
    if (entered.has(step)) {
      return;
    }
    entered.add(step);
    const earlier = [...(waitsFor.get(step) ?? [])];
    for (const other of earlier.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))) {
      visit(other);
    }
    done.add(step);
  };
  for (const step of steps) {
    visit(step);
  }
  return [...done];
}

function byName(steps: readonly Step[], objects: (step: Step) => readonly CatalogObject[]): Map<string, Step[]> {
  const names = new Map<string, Step[]>();
  for (const step of steps) {
    for (const object of objects(step)) {
      for (const name of namesOf(object)) {
        names.set(name, [...(names.get(name) ?? []), step]);
      }
    }
  }
  return names;
}

function identity(object: CatalogObject): string {
  return withoutArguments(object.name);
}

/** The names by which others refer to it. Columns and keys also stand for their table. */
function namesOf(object: CatalogObject): string[] {
  const isPart =
    object.kind === 'column' ||
    object.kind === 'attribute' ||
    (object.kind === 'constraint' && /^(?:PRIMARY KEY|UNIQUE)\b/.test(text(object, 'definition') ?? ''));
  return [identity(object), ...(isPart ? [parentName(object)] : [])];
}

/** The steps for the objects that these objects mention. */
function needed(objects: readonly CatalogObject[], steps: ReadonlyMap<string, readonly Step[]>): Set<Step> {
  const found = new Set<Step>();
  for (const object of objects) {
    for (const name of mentioned(object)) {
      for (const step of steps.get(name) ?? []) {
        if (!isSibling(object, step)) {
          found.add(step);
        }
      }
    }
  }
  return found;
}

/** Parts of one table do not wait for each other, except a generated column for the others. */
function isSibling(object: CatalogObject, { before, after }: Step): boolean {
  const [other] = [...before, ...after];
  if (other === undefined || other.parent !== object.parent || object.parent === null) {
    return false;
  }
  const generated = text(object, 'generated as') !== undefined && text(other, 'generated as') === undefined;
  return other.kind === object.kind ? !generated : object.kind === 'column' && other.kind !== 'sequence';
}

/** Properties without dependencies; the owner column of a sequence is set last. */
const IGNORED = new Set(['belongs to', 'comment', 'owner', 'privileges']);

/** All qualified names in the object's definition, and their prefixes: schemas and tables. */
function mentioned({ kind, name, parent, definition }: CatalogObject): Set<string> {
  const names = new Set<string>();
  const routine = kind === 'function' || kind === 'procedure';
  for (const [property, value] of Object.entries(definition)) {
    if (typeof value === 'string' && !IGNORED.has(property)) {
      addNames(value, routine && property === 'body', names);
    }
  }
  addNames(name, false, names);
  if (parent !== null && kind !== 'sequence') {
    addNames(parent.replace(/^(?:[a-z-]+ )+(?=\S)/, ''), false, names);
  }
  return names;
}

function addNames(value: string, unqualified: boolean, names: Set<string>): void {
  let chain = '';
  let joined = false;
  for (const token of sqlTokens(value)) {
    if (tokenName(token) !== undefined) {
      chain = joined ? `${chain}.${token.text}` : token.text;
      joined = false;
      names.add(chain);
      if (unqualified) {
        names.add(`public.${token.text}`);
      }
    } else if (token.text === '.' && chain !== '') {
      joined = true;
    } else {
      chain = '';
      joined = false;
      if (token.kind === 'string' && token.text.startsWith("'") && token.text.includes('.')) {
        addNames(token.text.slice(1, -1), false, names);
      }
    }
  }
}
