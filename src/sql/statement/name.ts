import type { RangeVar } from 'libpg-query';

/** The name of a table or another object of a schema. */
export interface Name {
  /** As written, or the first schema that is searched. */
  schema: string;
  name: string;
  /** Whether the schema is written. */
  qualified: boolean;
}

/** Names that mean the same object have the same key. */
export function keyOf({ schema, name }: Name): string {
  return `${schema}.${name}`;
}

/** As it is written, for messages. */
export function showName({ schema, name, qualified }: Name): string {
  return qualified ? `${schema}.${name}` : name;
}

/** The parts that are written. */
export function writtenPath({ schema, name, qualified }: Name): string[] {
  return qualified ? [schema, name] : [name];
}

/** A name by its parts; the database before a schema is left out. */
export function nameFrom(parts: readonly string[], searched: string): Name {
  const schema = parts.at(-2);
  return { schema: schema ?? searched, name: parts.at(-1) ?? '', qualified: schema !== undefined };
}

/** The name of a table in the parse tree. */
export function relationName({ schemaname, relname }: RangeVar, searched: string): Name {
  return nameFrom([...(schemaname === undefined ? [] : [schemaname]), relname ?? ''], searched);
}
