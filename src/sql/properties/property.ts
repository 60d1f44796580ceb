import type { Name } from '../statement/name.ts';

/** What has a property: an object, or a part of one. */
export interface PropertyOwner {
  /** `relation` for all that share their names with tables, otherwise the words of DROP. */
  what: string;
  name: Name;
  /** Types of a routine's arguments; undefined where none are written. */
  args: readonly string[] | undefined;
  /** `column area`, `trigger meter_touch`; `trigger *` for all. */
  part: string | undefined;
  /** The name is that of a schema: all its objects of this kind. */
  allInSchema: 'table' | 'sequence' | 'function' | undefined;
}

/** A property that is no object: a comment, a privilege, a setting. */
export interface PropertyChange {
  owner: PropertyOwner;
  /** For messages: `the comment`, `row security`. */
  property: string;
  /** Empty for what an object has that nobody gave the property. */
  value: string;
  /** It stands in a CREATE. */
  initial: boolean;
  /** What the property was before it was first set cannot be known. */
  unknownBefore: boolean;
  /** SQL that takes it back. */
  undo: string | undefined;
}

/** A change of a property of a whole object; some have more. */
export function propertyChange(
  owner: PropertyOwner,
  property: string,
  value: string,
  more: Partial<PropertyChange> = {},
): PropertyChange {
  return { owner, property, value, initial: false, unknownBefore: false, undo: undefined, ...more };
}

/** The owner of a property that is a table, view, index or sequence, or a part of one. */
export function relationOwner(name: Name, part?: string): PropertyOwner {
  return { what: 'relation', name, args: undefined, part, allInSchema: undefined };
}
