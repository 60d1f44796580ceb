import { keyOf, type Name } from '../../sql/statement/name.ts';

/** The key of an object; `on` is the table of a trigger, policy or rule. */
export function objectKey(what: string, name: Name, on?: Name): string {
  return on === undefined ? `${what} ${keyOf(name)}` : partKey(what, on, name.name);
}

/** The key of a part of a table, a domain or a publication. */
export function partKey(what: string, whole: Name, part: string): string {
  return `${what} ${keyOf(whole)}.${part}`;
}
