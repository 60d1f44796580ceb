import { plainName } from '../../sql/plain-name.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';
import { literal, ownName, parentName, text } from './object-names.ts';
import { grantable, hasOwnOwner, noun } from './sql-nouns.ts';
import { defaultPrivileges, privilegeStatements } from './privileges.ts';
import type { Changed, DiffContext } from './diff-context.ts';

/** Statements; undefined where none can be derived. */
export type Derived = string[] | undefined;

/** Joins what was derived: one part that cannot be makes the whole underived. */
export function all(...parts: readonly Derived[]): Derived {
  const statements: string[] = [];
  for (const part of parts) {
    if (part === undefined) {
      return undefined;
    }
    statements.push(...part);
  }
  return statements;
}

/** What most kinds have in common: these properties are fixed by `commonChanges`. */
export const COMMON = new Set(['owner', 'privileges', 'comment']);

/** Owner, privileges and comment of an object that has just been made. */
export function commonOfNew(object: CatalogObject, context: DiffContext): Derived {
  const owner = text(object, 'owner');
  const maker = context.role ?? owner;
  const handover =
    owner !== undefined && owner !== maker && hasOwnOwner(object)
      ? [`ALTER ${noun(object)} OWNER TO ${plainName(owner)}`]
      : [];
  const comment = text(object, 'comment');
  return all(
    handover,
    newPrivileges(object, owner ?? ''),
    comment === undefined ? [] : [`COMMENT ON ${noun(object)} IS ${literal(comment)}`],
  );
}

function newPrivileges(object: CatalogObject, owner: string): Derived {
  const privileges = text(object, 'privileges');
  const target = grantable(object);
  if (target === undefined) {
    return privileges === undefined || object.kind === 'column' ? [] : undefined;
  }
  const after = { privileges: defaultPrivileges(target.defaults, owner, privileges), owner };
  return privilegeStatements(target, { privileges, owner }, after);
}

/** The same properties of an object that has changed. */
export function commonChanges({ before, after, properties }: Changed): Derived {
  const differs = new Set(properties.map(({ property }) => property));
  const owner = text(before, 'owner');
  const handover =
    differs.has('owner') && owner !== undefined && hasOwnOwner(after)
      ? [`ALTER ${noun(after)} OWNER TO ${plainName(owner)}`]
      : [];
  return all(
    handover,
    differs.has('privileges') ? changedPrivileges(before, after) : [],
    differs.has('comment') ? [commentOn(noun(after), text(before, 'comment'))] : [],
  );
}

function changedPrivileges(before: CatalogObject, after: CatalogObject): Derived {
  const isColumn = after.kind === 'column';
  const target = isColumn ? { noun: parentName(after), column: ownName(after) } : grantable(after);
  if (target === undefined) {
    return undefined;
  }
  const access = (object: CatalogObject): { privileges: string | undefined; owner: string } => ({
    privileges: text(object, 'privileges'),
    owner: text(object, 'owner') ?? grantorOf(before) ?? grantorOf(after) ?? '',
  });
  return privilegeStatements(target, access(before), access(after));
}

/** A column has no owner of its own: who granted is taken for the table's. */
export function grantorOf(object: CatalogObject): string | undefined {
  const grantor = /\/("(?:[^"]|"")*"|[^,"]*)/.exec(text(object, 'privileges') ?? '')?.[1];
  return grantor?.startsWith('"') === true ? grantor.slice(1, -1).replaceAll('""', '"') : grantor;
}

export function commentOn(what: string, comment: string | undefined): string {
  return `COMMENT ON ${what} IS ${comment === undefined ? 'NULL' : literal(comment)}`;
}
