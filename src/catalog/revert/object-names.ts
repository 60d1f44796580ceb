import { plainName } from '../../sql/plain-name.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { nameParts, sqlTokens, tokenName } from '../../sql/sql-tokens.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';

/** A property as text; undefined where it has PostgreSQL's default. */
export function text({ definition }: CatalogObject, property: string): string | undefined {
  const value = definition[property];
  return value === undefined ? undefined : `${value}`;
}

export function isTrue({ definition }: CatalogObject, property: string): boolean {
  return definition[property] === true;
}

/** The name of the object that this one belongs to: of a column its table. */
export function parentName({ parent, name, kind }: CatalogObject): string {
  // Of a published table it is the publication's, whose name this one's begins with.
  const known = /^(?:materialized view|foreign table|composite type|table|view|domain|publication) (.*)$/s.exec(
    parent ?? '',
  );
  return known?.[1] ?? (kind === 'attribute' || kind === 'column' ? name : '');
}

/** The name within the parent: of `public.t.c` it is `c`; quoted where SQL needs it. */
export function ownName(object: CatalogObject): string {
  const parent = parentName(object);
  return parent !== '' && object.name.startsWith(`${parent}.`) ? object.name.slice(parent.length + 1) : object.name;
}

/** The schema of a qualified name, quoted where SQL needs it; empty if there is none. */
export function schemaOf(name: string): string {
  const parts = nameParts(name);
  return parts.length < 2 ? '' : plainName(parts[0] ?? '');
}

/** The last part of a qualified name, quoted where SQL needs it. */
export function lastPart(name: string): string {
  return plainName(nameParts(name).at(-1) ?? name);
}

/** The last part as it is, unquoted. */
export function bareName(name: string): string {
  return nameParts(name).at(-1) ?? name;
}

/** The name of a routine or operator without its arguments. */
export function withoutArguments(name: string): string {
  const open = sqlTokens(name).find((token) => token.text === '(');
  return open === undefined ? name : name.slice(0, open.start);
}

export function literal(value: string): string {
  return quoteLiteral(value).trim();
}

/** The names that a list in parentheses begins with, unquoted; undefined if it holds more than plain names. */
export function plainColumns(list: string): string[] | undefined {
  const tokens = sqlTokens(list);
  const names = tokens.filter((_, i) => i % 2 === 0).map((token) => tokenName(token));
  const commas = tokens.filter((_, i) => i % 2 === 1).every(({ text: sign }) => sign === ',');
  return commas && tokens.length % 2 === 1
    ? names.every((name) => name !== undefined)
      ? names
      : undefined
    : undefined;
}

/** The text in the first parentheses; undefined if there are none. */
export function inParentheses(definition: string): string | undefined {
  const tokens = sqlTokens(definition);
  const open = tokens.find((token) => token.text === '(');
  let depth = 0;
  for (const token of tokens) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (open !== undefined && token.text === ')' && depth === 0) {
      return definition.slice(open.end, token.start);
    }
  }
  return undefined;
}
