import type { CatalogObject, ObjectKind } from '../../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { plainName, plainPath } from '../../sql/plain-name.ts';
import type { Action } from '../../sql/statement/action.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { parseScript, type Statement } from '../../sql/statement/script.ts';

/** Whether the file may turn notices off: itself, or by the script of an extension, where the setting outlives it. */
export function mayBeSilent(sql: string): boolean {
  return /\bclient_min_messages\b|\bcreate\s+extension\b/i.test(sql);
}

const RELATIONS = new Set<ObjectKind>([
  'composite type',
  'foreign table',
  'index',
  'materialized view',
  'sequence',
  'table',
  'view',
]);

/** Kinds of CREATE … IF NOT EXISTS, with those of the objects that make it skip, and the server's word. */
const CREATED: Readonly<Record<string, { kinds: ReadonlySet<ObjectKind>; word: string }>> = {
  'materialized view': { kinds: RELATIONS, word: 'relation' },
  sequence: { kinds: RELATIONS, word: 'relation' },
  server: { kinds: new Set(['foreign server']), word: 'server' },
  statistics: { kinds: new Set(['statistics']), word: 'statistics object' },
};

/**
 * What IF NOT EXISTS skips after notices may have been turned off, in the words of the server's notices: objects that were
 * there before the file, and that no statement of the file drops or renames first, also with the table that they belong
 * to. A name that depends on the search path of the file proves nothing, and neither does one after CASCADE.
 */
export async function silentSkips(sql: string, { objects }: CatalogSnapshot): Promise<string[]> {
  const script = await parseScript(sql).catch(() => undefined);
  const statements = script?.statements ?? [];
  const first = statements.findIndex(({ text }) => mayBeSilent(text));
  const moved = new Set<string>();
  const skips: string[] = [];
  for (const [index, statement] of statements.entries()) {
    for (const action of statement.actions) {
      if ('cascade' in action && action.cascade) {
        return skips;
      }
      if (action.kind === 'drop' || action.kind === 'rename' || action.kind === 'move') {
        moved.add(action.what === 'schema' ? action.name.name : keyOf(action.name));
      } else if (action.kind === 'drop-column' || action.kind === 'drop-constraint') {
        moved.add(keyOf(action.table));
      } else if (first !== -1 && index > first) {
        skips.push(...skipOf(action, statement, objects, moved));
      }
    }
  }
  return skips;
}

function skipOf(
  action: Action,
  { conditional, searchPathSet }: Statement,
  objects: readonly CatalogObject[],
  moved: ReadonlySet<string>,
): string[] {
  const known = (name: Name, kinds: ReadonlySet<ObjectKind>, path: string): boolean =>
    !conditional &&
    (name.qualified || !searchPathSet) &&
    objects.some((object) => kinds.has(object.kind) && object.name === path) &&
    // The sequence of a column has the name of its table before its own.
    ![...moved].some((each) => each === name.schema || each === keyOf(name) || keyOf(name).startsWith(`${each}_`));
  switch (action.kind) {
    case 'create-table':
      return action.guarded &&
        !action.temporary &&
        (action.partitionOf === undefined || !moved.has(keyOf(action.partitionOf))) &&
        known(action.table, RELATIONS, pathOf(action.table))
        ? skipped('relation', action.table.name)
        : [];
    case 'create-index': {
      const name = action.name === undefined ? undefined : { ...action.table, name: action.name.name };
      return name !== undefined &&
        action.guarded &&
        known(name, RELATIONS, pathOf(name)) &&
        !moved.has(keyOf(action.table))
        ? skipped('relation', name.name)
        : [];
    }
    case 'create': {
      const { kinds, word } = CREATED[action.what] ?? {};
      const path = action.what === 'server' ? plainName(action.name.name) : pathOf(action.name);
      return kinds !== undefined && word !== undefined && action.guarded && known(action.name, kinds, path)
        ? skipped(word, action.name.name)
        : [];
    }
    case 'add-column': {
      const { table, column, guarded } = action;
      const name = { ...table, name: `${table.name}.${column.name}` };
      const path = plainPath([table.schema, table.name, column.name]);
      return guarded && known(name, new Set(['column']), path) && !moved.has(keyOf(table))
        ? [`column "${column.name}" of relation "${table.name}" already exists, skipping`]
        : [];
    }
    default:
      return [];
  }
}

function pathOf({ schema, name }: Name): string {
  return plainPath([schema, name]);
}

function skipped(word: string, name: string): string[] {
  return [`${word} "${name}" already exists, skipping`];
}
