import type { CatalogObject } from '../../catalog/snapshot/catalog-object.ts';
import { LOCK_MODES } from '../../lint/locks/statement-locks.ts';
import { plainPath } from '../../sql/plain-name.ts';
import type { Action } from '../../sql/statement/action.ts';
import { parseScript, type Script, type Statement } from '../../sql/statement/script.ts';
import type { PageLock } from '../model.ts';
import type { ObjectTransition } from './histories.ts';

/** Parts whose removal locks their table, whatever statement removes them. */
const LOCKING_PARTS = new Set<string>(['column', 'constraint', 'trigger', 'policy', 'rule']);

const DROPS = new Set<Action['kind']>(['drop', 'drop-column', 'drop-constraint']);

/**
 * The locks of an up on tables that no statement of it names, by what it did to the catalog: partitions and children that a
 * statement on their parent changes, the root of a dropped partition, and tables of which CASCADE, or the drop of a parent,
 * removes parts. TRUNCATE … CASCADE reaches the tables with a foreign key to its table.
 *
 * @param up the text of the up
 * @param before all objects before it
 * @param locks those on the tables that its statements name
 * @returns all locks, in the order of the file
 */
export async function withImpliedLocks(
  up: string,
  {
    before,
    changes,
    locks,
  }: { before: readonly CatalogObject[]; changes: readonly ObjectTransition[]; locks: PageLock[] },
): Promise<PageLock[]> {
  const script = await parseScript(up).catch(() => undefined);
  if (script === undefined) {
    return locks;
  }
  const tables = new Map(before.flatMap((each) => (isTable(each) ? [[each.name, each] as const] : [])));
  const all = [...locks, ...truncated(script, before)];
  const named = new Set(all.map(({ object }) => object));
  for (const name of new Set(changes.map(tableOf))) {
    if (name !== undefined && tables.has(name) && !named.has(name)) {
      const ofTable = changes.filter((change) => tableOf(change) === name);
      const lock = strongest(all, ancestorsOf(name, tables)) ?? dropped(script, ofTable);
      all.push(...(lock === undefined ? [] : [{ ...lock, object: name }]));
    }
  }
  all.push(...besideDropped(changes, tables, all));
  return all.toSorted((one, other) => one.line - other.line);
}

function isTable({ kind }: CatalogObject): boolean {
  return kind === 'table' || kind === 'materialized view';
}

/** The root of a dropped partition, and the DEFAULT partition beside it: https://www.postgresql.org/docs/current/ddl-partitioning.html */
function besideDropped(
  changes: readonly ObjectTransition[],
  tables: ReadonlyMap<string, CatalogObject>,
  locks: readonly PageLock[],
): PageLock[] {
  const named = new Set(locks.map(({ object }) => object));
  const found = new Map<string, PageLock>();
  for (const { before, after } of changes) {
    const root = before?.definition['inherits'];
    const lock = before && strongest(locks, [before.name]);
    if (after === undefined && before?.definition['partition bound'] !== undefined && lock !== undefined) {
      const beside = [...tables.values()].filter(
        ({ name, definition }) =>
          name === root || (definition['inherits'] === root && definition['partition bound'] === 'DEFAULT'),
      );
      beside.forEach(({ name: object }) => found.set(object, { ...lock, object }));
    }
  }
  return [...found.values()].filter(({ object }) => !named.has(object));
}

/** The table that a change is about. */
function tableOf({ before, after }: ObjectTransition): string | undefined {
  const object = after ?? before;
  if (object === undefined || isTable(object)) {
    return object?.name;
  }
  return /^(?:table|materialized view) ([^]*)$/.exec(object.parent ?? '')?.[1];
}

function ancestorsOf(name: string, tables: ReadonlyMap<string, CatalogObject>): string[] {
  const inherits = tables.get(name)?.definition['inherits'];
  const parents = typeof inherits === 'string' ? inherits.replaceAll(' (detach pending)', '').split(', ') : [];
  return parents.flatMap((parent) => [parent, ...ancestorsOf(parent, tables)]);
}

function strongest(locks: readonly PageLock[], names: readonly string[]): PageLock | undefined {
  const [first] = locks
    .filter(({ object }) => names.includes(object))
    .toSorted((one, other) => LOCK_MODES.indexOf(other.mode) - LOCK_MODES.indexOf(one.mode));
  return first;
}

/** Whether an object went, or a column its default: others, such as a foreign key to a renamed column, only have another text. */
function hasLost(before: CatalogObject, after: CatalogObject | undefined): boolean {
  return (
    after === undefined || (before.definition['default'] !== undefined && after.definition['default'] === undefined)
  );
}

/** The lock under which a statement that names another object removes parts of a table, or the table. */
function dropped({ statements, positionOf }: Script, changes: readonly ObjectTransition[]): PageLock | undefined {
  const lost = changes.flatMap(({ before, after }) =>
    before !== undefined && (isTable(before) || LOCKING_PARTS.has(before.kind)) && hasLost(before, after)
      ? [before]
      : [],
  );
  const drops = statements.filter(({ actions }) => actions.some(({ kind }) => DROPS.has(kind)));
  // Of several drops, rather the one of something that the lost part mentions.
  const text = JSON.stringify(lost);
  const isMentioned = ({ actions }: Statement): boolean =>
    actions.some((action) => 'name' in action && typeof action.name === 'object' && text.includes(action.name.name));
  const statement = drops.find(isMentioned) ?? drops[0];
  return lost.length === 0 || statement === undefined
    ? undefined
    : { line: positionOf(statement.start).line, object: '', mode: 'ACCESS EXCLUSIVE', rewrites: false, scans: false };
}

/** The tables that TRUNCATE … CASCADE empties besides its own. */
function truncated({ statements, positionOf }: Script, before: readonly CatalogObject[]): PageLock[] {
  return statements.flatMap(({ actions, start }) => {
    const roots = actions.flatMap((action) =>
      action.kind === 'truncate' && action.cascade ? [plainPath([action.table.schema, action.table.name])] : [],
    );
    const { line } = positionOf(start);
    return referringTo(roots, before).map((object) => ({
      line,
      object,
      mode: 'ACCESS EXCLUSIVE' as const,
      rewrites: false,
      scans: false,
    }));
  });
}

/** The tables with a foreign key to one of these, or to one that has such a key. */
function referringTo(roots: readonly string[], objects: readonly CatalogObject[]): string[] {
  const reached = new Set(roots);
  // A set gives what is added while it is walked, too.
  for (const table of reached) {
    for (const { kind, parent, definition } of objects) {
      const [, target] = /\) REFERENCES ((?:"(?:[^"]|"")*"|[^"(\s])+)\(/.exec(String(definition['definition'])) ?? [];
      if (kind === 'constraint' && parent !== null && target === table) {
        reached.add(parent.replace(/^table /, ''));
      }
    }
  }
  return [...reached].filter((table) => !roots.includes(table));
}
