import { plainName } from '../../sql/plain-name.ts';

const WORDS: Readonly<Record<string, string>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
  c: 'CONNECT',
  T: 'TEMPORARY',
  s: 'SET',
  A: 'ALTER SYSTEM',
};

interface Grant {
  grantor: string;
  /** The grant option by the privilege's letter. */
  letters: Map<string, boolean>;
}

/** The privileges of one object; undefined means that nobody has any. */
export interface Access {
  privileges: string | undefined;
  owner: string;
}

export interface PrivilegeTarget {
  /** The object in GRANT: `public.t`, `FUNCTION public.f()`. */
  noun: string;
  /** The column, for privileges on a column. */
  column?: string | undefined;
  /** The text before GRANT and REVOKE. */
  prefix?: string | undefined;
}

/** GRANT and REVOKE that revert privileges; undefined if somebody else than the owner granted some. */
export function privilegeStatements(target: PrivilegeTarget, before: Access, after: Access): string[] | undefined {
  const wanted = parseGrants(before.privileges);
  const had = parseGrants(after.privileges, after.owner === before.owner ? undefined : [after.owner, before.owner]);
  if (wanted === undefined || had === undefined) {
    return undefined;
  }
  const grants: string[] = [];
  const revokes: string[] = [];
  for (const grantee of new Set([...had.keys(), ...wanted.keys()])) {
    const now = had.get(grantee);
    const then = wanted.get(grantee);
    const grant = (further: boolean): string[] =>
      [...(then?.letters ?? [])].flatMap(([letter, option]) =>
        option === further && (now?.letters.get(letter) === undefined || (option && now.letters.get(letter) === false))
          ? [letter]
          : [],
      );
    const revoke = [...(now?.letters.keys() ?? [])].filter((letter) => then?.letters.get(letter) === undefined);
    const narrow = [...(now?.letters ?? [])].flatMap(([letter, option]) =>
      option && then?.letters.get(letter) === false ? [letter] : [],
    );
    const parts = [grant(false), grant(true), revoke, narrow];
    const hasOtherGrantor = [now, then].some((each) => each !== undefined && each.grantor !== before.owner);
    if (parts.every(({ length }) => length === 0)) {
      continue;
    }
    if (hasOtherGrantor) {
      return undefined;
    }
    const role = grantee === '' ? 'PUBLIC' : plainName(grantee);
    const write = (letters: readonly string[], make: (what: string) => string): string[] =>
      letters.length === 0
        ? []
        : [`${target.prefix ?? ''}${make(`${words(letters, target.column)} ON ${target.noun}`)}`];
    revokes.push(
      ...write(revoke, (what) => `REVOKE ${what} FROM ${role}`),
      ...write(narrow, (what) => `REVOKE GRANT OPTION FOR ${what} FROM ${role}`),
    );
    grants.push(
      ...write(grant(false), (what) => `GRANT ${what} TO ${role}`),
      ...write(grant(true), (what) => `GRANT ${what} TO ${role} WITH GRANT OPTION`),
    );
  }
  return [...revokes, ...grants];
}

function words(letters: readonly string[], column: string | undefined): string {
  return letters.map((letter) => `${WORDS[letter] ?? letter}${column === undefined ? '' : ` (${column})`}`).join(', ');
}

/** Parses privileges. After a change of the owner the server replaces the old owner by the new one, as `handover` does. */
function parseGrants(
  privileges: string | undefined,
  handover?: readonly [from: string, to: string],
): Map<string, Grant> | undefined {
  const grants = new Map<string, Grant>();
  const name = (role: string): string => (role === handover?.[0] ? handover[1] : role);
  const item = /((?:"(?:[^"]|"")*"|[^=,"])*)=([a-zA-Z*]*)\/((?:"(?:[^"]|"")*"|[^,"])*)(?:, |$)/gy;
  let rest = privileges ?? '';
  for (const [whole, grantee = '', letters = '', grantor = ''] of (privileges ?? '').matchAll(item)) {
    rest = rest.slice(whole.length);
    const role = name(unquoted(grantee));
    const grant = grants.get(role) ?? { grantor: name(unquoted(grantor)), letters: new Map<string, boolean>() };
    if (grant.grantor !== name(unquoted(grantor))) {
      return undefined;
    }
    for (const [, letter = '', star = ''] of letters.matchAll(/([a-zA-Z])(\*?)/g)) {
      grant.letters.set(letter, star === '*' || grant.letters.get(letter) === true);
    }
    grants.set(role, grant);
  }
  return rest === '' ? grants : undefined;
}

function unquoted(role: string): string {
  return role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}

/** The privileges of a new object: https://www.postgresql.org/docs/current/ddl-priv.html */
const DEFAULTS: Readonly<Record<string, readonly [owner: string, everybody: string]>> = {
  relation: ['arwdDxt', ''],
  sequence: ['rwU', ''],
  routine: ['X', 'X'],
  schema: ['UC', ''],
  type: ['U', 'U'],
  language: ['U', 'U'],
  foreign: ['U', ''],
  'large object': ['rw', ''],
};

/** The kinds as ALTER DEFAULT PRIVILEGES names them. */
export const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  relation: 'tables',
  sequence: 'sequences',
  routine: 'functions',
  type: 'types',
  schema: 'schemas',
  'large object': 'large objects',
};

/**
 * The default privileges of a kind, as the server writes them.
 *
 * @param like privileges of this server, which show whether it has MAINTAIN (PostgreSQL 17)
 */
export function defaultPrivileges(kind: string, owner: string, like: string | undefined): string | undefined {
  const [own = '', everybody = ''] = DEFAULTS[kind] ?? [];
  const role = /^\w+$/.test(owner) ? owner : `"${owner.replaceAll('"', '""')}"`;
  const more = kind === 'relation' && new RegExp(`[a-zA-Z*]*m[a-zA-Z*]*/`).test(like ?? '') ? 'm' : '';
  const items = [
    ...(everybody === '' ? [] : [`=${everybody}/${role}`]),
    ...(own === '' ? [] : [`${role}=${own}${more}/${role}`]),
  ];
  return items.length === 0 ? undefined : items.join(', ');
}
