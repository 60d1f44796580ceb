import { isDefaultName } from '../default-names.ts';
import { nameParts, sqlTokens, tokenName } from '../sql-tokens.ts';
import { typeNamed } from '../statement/object-kinds.ts';
import type { Statement } from '../statement/script.ts';
import { touchedBy, type Group, type Touched } from './touched.ts';

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
 * Finds the statement that created, altered or dropped an object: the last one that did. Statements in DO blocks and
 * functions are not looked at.
 *
 * Where no statement names the object plainly, it is the last one that mentions it, DO blocks before others, or the last
 * one on its table; with `plainly`, none.
 */
export function objectLocator(
  all: readonly Statement[],
  { plainly = false } = {},
): (object: ObjectName) => Statement | undefined {
  const statements = all.filter(({ within }) => within === undefined);
  let touched: ReadonlyMap<Statement, readonly Touched[]> | undefined;
  const searched = searchedSchemas(statements);
  const last = (accept: (touched: Touched) => boolean): Statement | undefined => {
    touched ??= new Map(statements.map((each) => [each, each.actions.flatMap(touchedBy)]));
    return [...touched].findLast(([, each]) => each.some(accept))?.[0];
  };
  const mentioning = (names: readonly string[]): Statement | undefined => {
    const found = statements.filter(({ text }) => mentions(text, names));
    return found.findLast(({ nodeType }) => nodeType === 'DoStmt') ?? found.at(-1);
  };
  return (object) => {
    const target = targetOf(object);
    const own = target.path.at(-1);
    if (own === undefined) {
      return last(({ group }) => group === target.group);
    }
    const table: Target | undefined = tableOf(target);
    const named =
      last((each) => isWhole(each) && matches(each, target, searched) && sameArguments(each, target)) ??
      last((each) => isWhole(each) && matches(each, target, searched));
    if (plainly) {
      return named;
    }
    return (
      named ??
      mentioning([own, ...(table === undefined || table === target ? [] : table.path.slice(-1))]) ??
      (table && last((each) => matches(each, table, searched))) ??
      mentioning([own]) ??
      (table && mentioning(table.path.slice(-1)))
    );
  };
}

/** The schemas in which a name without one may be found: `public`, and what the file makes the search path. */
function searchedSchemas(statements: readonly Statement[]): Set<string> {
  const schemas = new Set(['public']);
  for (const action of statements.flatMap(({ actions }) => actions)) {
    if (action.kind === 'setting' && action.name === 'search_path') {
      action.values.forEach((schema) => schemas.add(nameParts(schema)[0] ?? schema));
    }
  }
  return schemas;
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
  return same(written, path) || (same(written, rest) && rest.length > 0 && searched.has(schema));
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
