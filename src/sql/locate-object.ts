import { isDefaultName } from './default-names.ts';
import { searchedSchemas } from './locate/searched-schemas.ts';
import { touchedBy } from './locate/touched-by.ts';
import { typeNamed, type Group, type Touched } from './locate/touched.ts';
import type { SqlStatement } from './parse-statements.ts';
import { nameParts, sqlTokens, tokenName } from './sql-tokens.ts';

/** Kind and name as a snapshot has them: `column`, `public.t.c`; the kind `rows` stands for the rows of a table. */
export interface ObjectName {
  kind: string;
  name: string;
}

/** What is looked for. */
interface Target {
  group: Group;
  /** Schema, table, own name, as far as the kind has them. */
  path: readonly string[];
  args: readonly string[] | undefined;
}

/**
 * The statement of the file that made, altered or dropped the object, the last one that did; undefined if none is found.
 *
 * Where no statement names it plainly, the last one that mentions it, DO blocks before others, or one on its table.
 */
export function locateObject(statements: readonly SqlStatement[], object: ObjectName): SqlStatement | undefined {
  const target = targetOf(object);
  const own = target.path.at(-1);
  if (own === undefined) {
    return statements.findLast(({ node }) => touchedBy(node).some(({ group }) => group === target.group));
  }
  const searched = searchedSchemas(statements);
  const last = (accept: (touched: Touched) => boolean): SqlStatement | undefined =>
    statements.findLast(({ node }) => touchedBy(node).some(accept));
  const table: Target | undefined = tableOf(target);
  const mentioning = (names: readonly string[]): SqlStatement | undefined => {
    const all = statements.filter(({ text }) => mentions(text, names));
    return all.findLast(({ node }) => 'DoStmt' in node) ?? all.at(-1);
  };
  return (
    last((touched) => isWhole(touched) && matches(touched, target, searched) && sameArguments(touched, target)) ??
    last((touched) => isWhole(touched) && matches(touched, target, searched)) ??
    mentioning([own, ...(table === undefined || table === target ? [] : table.path.slice(-1))]) ??
    (table && last((touched) => matches(touched, table, searched))) ??
    mentioning([own]) ??
    (table && mentioning(table.path.slice(-1)))
  );
}

function isWhole({ part }: Touched): boolean {
  return part !== true;
}

const GROUPS: Readonly<Record<string, Group>> = {
  attribute: 'column',
  column: 'column',
  constraint: 'constraint',
  'internal trigger': 'constraint',
  trigger: 'trigger',
  policy: 'policy',
  rule: 'rule',
  rows: 'rows',
  function: 'routine',
  procedure: 'routine',
  aggregate: 'routine',
  operator: 'operator',
  cast: 'cast',
  setting: 'setting',
  'default privileges': 'default privileges',
};

const RELATIONS = /^(?:table|view|materialized view|foreign table|sequence|index|enum|domain|.* type)$/;

function targetOf({ kind, name }: ObjectName): Target {
  if (kind === 'privileges') {
    const [, word = '', rest = ''] = /^(\w+) (.*)$/s.exec(name) ?? [];
    return targetOf({ kind: word === 'relation' ? 'table' : word, name: rest });
  }
  const group = GROUPS[kind] ?? (RELATIONS.test(kind) ? 'relation' : 'other');
  const path = nameParts(name);
  const args = group === 'routine' || group === 'operator' ? argumentsOf(name) : undefined;
  if (group === 'operator') {
    return { group, path: [...path, name.slice(name.indexOf('.') + 1, name.lastIndexOf('('))], args };
  }
  if (group === 'cast') {
    return { group, path: name.split(' AS ').map((type) => nameParts(type).at(-1) ?? type), args };
  }
  if (group === 'default privileges') {
    return { group, path: [], args };
  }
  // The name of an internal trigger ends in its function, that of a published table begins with its publication.
  const shown = kind === 'internal trigger' ? path.slice(0, -1) : kind === 'published table' ? path.slice(0, 1) : path;
  return { group, path: shown, args };
}

function argumentsOf(name: string): string[] {
  const inner = name.slice(name.lastIndexOf('(') + 1, -1);
  return inner === '' ? [] : inner.split(',').map((type) => typeNamed(withoutSchema(type.trim())));
}

function withoutSchema(type: string): string {
  const parts = nameParts(type);
  return parts.length > 1 ? `${parts.at(-1)}${type.endsWith('[]') ? '[]' : ''}` : type;
}

/** The table that it belongs to, by its name; of rows the table itself, of which any part may be meant. */
function tableOf({ group, path }: Target): Target | undefined {
  if (group === 'rows' || group === 'relation') {
    return { group: 'relation', path, args: undefined };
  }
  return ['column', 'constraint', 'trigger', 'policy', 'rule'].includes(group)
    ? { group: 'relation', path: path.slice(0, -1), args: undefined }
    : undefined;
}

function matches(touched: Touched, { group, path }: Target, searched: ReadonlySet<string>): boolean {
  if (touched.group !== group) {
    return false;
  }
  if (group === 'cast') {
    // Types come with or without their schemas.
    return path.every((type) => touched.path.some((name) => typeNamed(name) === type));
  }
  if (touched.all === true) {
    return touched.path.at(-1) === path[0];
  }
  const own = path.at(-1) ?? '';
  const { given } = touched;
  return given === undefined
    ? samePath(touched.path, path, searched)
    : isDefaultName(own, given) && samePath([...touched.path.slice(0, -1), own], path, searched);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}

/** A name without its schema means the one in a schema that is searched. */
function samePath(written: readonly string[], path: readonly string[], searched: ReadonlySet<string>): boolean {
  const [schema = '', ...rest] = path;
  return (
    same(written, path) ||
    (same(written, rest) && rest.length > 0 && searched.has(schema)) ||
    // With the database's name before it.
    (written.length === path.length + 1 && same(written.slice(1), path))
  );
}

function sameArguments({ args }: Touched, target: Target): boolean {
  return args === undefined || target.args === undefined || args.join() === target.args.join();
}

/** Whether the text has all names as whole words, in a string or DO block too, but not in its comments. */
function mentions(text: string, names: readonly string[]): boolean {
  const tokens = sqlTokens(text);
  return names.every((name) =>
    tokens.some((token) =>
      token.kind === 'string' ? hasWord(token.text, name) : (tokenName(token) ?? token.text) === name,
    ),
  );
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, /^[a-z_][a-z0-9_$]*$/.test(word) ? 'i' : '').test(text);
}
