import { plainName } from '../../sql/plain-name.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { nameParts, sqlTokens, tokenName } from '../../sql/sql-tokens.ts';
import type { CatalogObject } from '../snapshot/catalog-object.ts';

/** A property as text; undefined if it has PostgreSQL's default. */
export function text({ definition }: CatalogObject, property: string): string | undefined {
  const value = definition[property];
  return value === undefined ? undefined : `${value}`;
}

/** The result of `write` for a property; empty without the property. */
export function clause(object: CatalogObject, property: string, write: (value: string) => string): string[] {
  const value = text(object, property);
  return value === undefined ? [] : [write(value)];
}

export function isTrue({ definition }: CatalogObject, property: string): boolean {
  return definition[property] === true;
}

/** The name of the parent, such as a column's table. */
export function parentName({ parent, name, kind }: CatalogObject): string {
  const known = /^(?:materialized view|foreign table|composite type|table|view|domain|publication) (.*)$/s.exec(
    parent ?? '',
  );
  return known?.[1] ?? (kind === 'attribute' || kind === 'column' ? name : '');
}

/** The name within the parent: `c` for `public.t.c`; quoted if SQL needs it. */
export function ownName(object: CatalogObject): string {
  const parent = parentName(object);
  return parent !== '' && object.name.startsWith(`${parent}.`) ? object.name.slice(parent.length + 1) : object.name;
}

/** The schema of a qualified name, quoted if SQL needs it; empty without a schema. */
export function schemaOf(name: string): string {
  const parts = nameParts(name);
  return parts.length < 2 ? '' : plainName(parts[0] ?? '');
}

/** The last part of a qualified name, quoted if SQL needs it. */
export function lastPart(name: string): string {
  return plainName(nameParts(name).at(-1) ?? name);
}

/** The last part of a qualified name, unquoted. */
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

/** The names in a list, unquoted; undefined if the list contains anything else. */
export function plainColumns(list: string): string[] | undefined {
  const tokens = sqlTokens(list);
  const names = tokens.filter((_, i) => i % 2 === 0).map((token) => tokenName(token));
  const commas = tokens.filter((_, i) => i % 2 === 1).every(({ text: sign }) => sign === ',');
  return commas && tokens.length % 2 === 1 && names.every((name) => name !== undefined) ? names : undefined;
}

/** The text in the first parentheses; undefined without parentheses. */
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
