import { plainName } from '../../sql/plain-name.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';
import { all, type Changed, type Derived, type DiffContext } from './diff-context.ts';
import { clause, literal, ownName, parentName, schemaOf, text } from './object-text.ts';
import { DEFAULT_NAMES, defaultPrivileges, privilegeStatements, type Access } from './privileges.ts';
import { grantable, hasOwnOwner, noun } from './sql-nouns.ts';

/** Owner, privileges, comment and extension of a new object. */
export function commonOfNew(object: CatalogObject, context: DiffContext): Derived {
  const owner = text(object, 'owner');
  const creator = context.around.role ?? owner;
  const isOther = owner !== undefined && owner !== creator && hasOwnOwner(object);
  return all(
    isOther ? [changeOwner(object, owner)] : [],
    newPrivileges(object, owner ?? '', creator ?? '', context),
    newComment(noun(object), object),
    clause(object, 'extension', (extension) => alterMembership(extension, 'ADD', object)),
  );
}

/** What takes an object out of its extension, so that it can be dropped; nothing for any other object. */
export function leaveExtension(object: CatalogObject): string[] {
  return clause(object, 'extension', (extension) => alterMembership(extension, 'DROP', object));
}

function alterMembership(extension: string, action: 'ADD' | 'DROP', object: CatalogObject): string {
  return `ALTER EXTENSION ${extension} ${action} ${noun(object)}`;
}

/** Reverts owner, privileges, comment and extension of a changed object. */
export function commonChanges({ before, after, properties }: Changed): Derived {
  const differs = new Set(properties.map(({ property }) => property));
  const owner = text(before, 'owner');
  return all(
    differs.has('owner') && owner !== undefined && hasOwnOwner(after) ? [changeOwner(after, owner)] : [],
    differs.has('privileges') ? changedPrivileges(before, after) : [],
    differs.has('comment') ? commentOn(noun(after), text(before, 'comment')) : [],
    differs.has('extension') ? leaveExtension(after) : [],
    differs.has('extension')
      ? clause(before, 'extension', (extension) => alterMembership(extension, 'ADD', after))
      : [],
  );
}

function changeOwner(object: CatalogObject, owner: string): string {
  return `ALTER ${noun(object)} OWNER TO ${plainName(owner)}`;
}

function newPrivileges(object: CatalogObject, owner: string, creator: string, context: DiffContext): Derived {
  const privileges = text(object, 'privileges');
  const target = grantable(object);
  if (target === undefined) {
    return privileges === undefined || object.kind === 'column' ? [] : undefined;
  }
  const builtIn = defaultPrivileges(target.defaults, creator, privileges);
  const altered = alteredDefaults(object, target.defaults, creator, context);
  const had = [altered.global ?? builtIn, altered.ofSchema].filter((each) => each !== undefined);
  const after = { privileges: had.length === 0 ? undefined : had.join(', '), owner: creator };
  return privilegeStatements(target, { privileges, owner }, after);
}

/** What ALTER DEFAULT PRIVILEGES gives a new object: in place of the built-in privileges, and in addition to them. */
function alteredDefaults(
  { name }: CatalogObject,
  kind: string,
  creator: string,
  { around }: DiffContext,
): { global?: string | undefined; ofSchema?: string | undefined } {
  const of = (place: string): string | undefined => {
    const entry = around.defaultPrivileges?.find((each) => each.name === `for role ${plainName(creator)}${place}`);
    return entry && text(entry, 'privileges');
  };
  const on = ` on ${DEFAULT_NAMES[kind] ?? kind}`;
  return { global: of(on), ofSchema: of(` in schema ${schemaOf(name)}${on}`) };
}

function changedPrivileges(before: CatalogObject, after: CatalogObject): Derived {
  const isColumn = after.kind === 'column';
  const target = isColumn ? { noun: parentName(after), column: ownName(after) } : grantable(after);
  const access = (object: CatalogObject): Access => ({
    privileges: text(object, 'privileges'),
    owner: text(object, 'owner') ?? grantorOf(before) ?? grantorOf(after) ?? '',
  });
  return target && privilegeStatements(target, access(before), access(after));
}

/** The grantor of a column's privileges, who is the table's owner. */
export function grantorOf(object: CatalogObject): string | undefined {
  const grantor = /\/("(?:[^"]|"")*"|[^,"]*)/.exec(text(object, 'privileges') ?? '')?.[1];
  return grantor?.startsWith('"') === true ? grantor.slice(1, -1).replaceAll('""', '"') : grantor;
}

export function commentOn(what: string, comment: string | undefined): string {
  return `COMMENT ON ${what} IS ${comment === undefined ? 'NULL' : literal(comment)}`;
}

/** The comment of a new object, if it has one. */
export function newComment(what: string, object: CatalogObject): string[] {
  return clause(object, 'comment', (comment) => commentOn(what, comment));
}
