import { sqlTokens, tokenName, type SqlToken } from '../sql-tokens.ts';

/**
 * How a statement changes a role: `create` makes it, `drop-if-exists` works without it, and `needs` is a change that fails
 * where the role is missing.
 */
export type RoleChange = 'create' | 'drop-if-exists' | 'needs';

/**
 * What a script does to a role that a session cannot connect with while it happens: creating, dropping or renaming the
 * role, and taking away its password, its LOGIN or its superuser rights. In the order of the text. `ALTER ROLE … SET`,
 * grants and ownership are no such change. Blocks and strings are searched too, since they may be executed, except
 * messages of RAISE, comments and inserted values; SQL that is put together while it runs counts if the same block names the
 * role.
 */
export function roleChanges(sql: string, role: string): RoleChange[] {
  const isWorthReading = sql.toLowerCase().includes(role.toLowerCase()) && /\b(?:role|user|group|owned)\b/i.test(sql);
  return isWorthReading ? changesIn(sqlTokens(sql), role, true) : [];
}

function changesIn(tokens: readonly SqlToken[], role: string, isScript = false): RoleChange[] {
  let holdsText = false;
  let isQuery = false;
  /** The open parentheses: whether each is that of a call. */
  const open: boolean[] = [];
  return tokens.flatMap((token, i) => {
    if (token.kind === 'string') {
      // A query at the top of a script only shows its strings, unless it hands them to a function.
      return holdsText || (isQuery && open.at(-1) !== true) ? [] : changesIn(sqlTokens(contentOf(token.text)), role);
    }
    if (token.text === '(') {
      open.push(isCall(tokens[i - 1]));
    } else if (token.text === ')') {
      open.pop();
    }
    const begins = i === 0 || tokens[i - 1]?.text === ';';
    isQuery = begins ? isScript && QUERY_WORDS.has(token.text.toLowerCase()) : isQuery;
    holdsText = token.text !== ';' && (holdsText || beginsText(tokens, i));
    return token.kind === 'word' ? changeAt(tokens, i, role) : [];
  });
}

const QUERY_WORDS: ReadonlySet<string> = new Set(['select', 'values', 'with']);

/** Words before a parenthesis that does not hold the arguments of a function. */
const NO_FUNCTIONS: ReadonlySet<string> = new Set([
  'in',
  'values',
  'and',
  'or',
  'not',
  'as',
  'select',
  'from',
  'where',
]);

function isCall(before: SqlToken | undefined): boolean {
  return before !== undefined && tokenName(before) !== undefined && !NO_FUNCTIONS.has(before.text.toLowerCase());
}

/** What stands before UPDATE where it begins no statement. */
const NOT_BEFORE_UPDATE: ReadonlySet<string> = new Set(['for', 'key', 'on', 'do', 'before', 'after', 'or', 'of', ',']);

/** Whether a statement begins whose strings are messages, comments or values, which nothing executes. */
export function beginsText(tokens: readonly SqlToken[], at: number): boolean {
  const [first = '', second = ''] = tokens.slice(at, at + 2).map(({ text }) => text.toLowerCase());
  return (
    (first === 'raise' && tokens[at - 1]?.text !== '.') ||
    (first === 'comment' && second === 'on') ||
    (first === 'insert' && second === 'into') ||
    (first === 'update' && !NOT_BEFORE_UPDATE.has(tokens[at - 1]?.text.toLowerCase() ?? ''))
  );
}

const ROLE_WORDS: ReadonlySet<string> = new Set(['role', 'user', 'group']);

/** The options of ALTER ROLE after which a session may not be able to connect, or not as a superuser. */
const LOCKING_OPTIONS: ReadonlySet<string> = new Set(['password', 'nosuperuser', 'nologin', 'valid', 'connection']);

function changeAt(tokens: readonly SqlToken[], at: number, role: string): RoleChange[] {
  const words = tokens.slice(at, at + 5).map((token) => tokenName(token) ?? token.text);
  const [verb = '', object = '', third = '', fourth = ''] = words;
  if (object === 'owned' && third === 'by' && (verb === 'drop' || verb === 'reassign')) {
    return isNamed(tokens, at + 3, role) ? ['needs'] : [];
  }
  if (!ROLE_WORDS.has(object) || third === 'mapping') {
    return [];
  }
  switch (verb) {
    case 'create':
      return isNamed(tokens, at + 2, role) ? ['create'] : [];
    case 'drop': {
      const ifExists = third === 'if' && fourth === 'exists';
      return isNamed(tokens, at + (ifExists ? 4 : 2), role) ? [ifExists ? 'drop-if-exists' : 'needs'] : [];
    }
    case 'alter':
      return alteration(tokens, at + 2, role);
    default:
      return [];
  }
}

function alteration(tokens: readonly SqlToken[], at: number, role: string): RoleChange[] {
  const end = tokens.findIndex(({ text }, i) => i >= at && text === ';');
  const rest = tokens.slice(at + 1, end === -1 ? undefined : end);
  const names = rest.map((token) => (token.kind === 'word' ? token.text.toLowerCase() : ''));
  const renamed = names.findIndex((name, i) => name === 'rename' && names[i + 1] === 'to');
  if (renamed !== -1 && isNamed(tokens, at + 1 + renamed + 2, role)) {
    return ['create'];
  }
  const setting = names.findIndex((name) => name === 'set' || name === 'reset');
  const options = setting === -1 ? names : names.slice(0, setting);
  const locks = renamed !== -1 || options.some((name) => LOCKING_OPTIONS.has(name));
  return locks && isNamed(tokens, at, role) ? ['needs'] : [];
}

/** Whether the list of names that begins at a token has the role, or a name that is put together while the SQL runs. */
function isNamed(tokens: readonly SqlToken[], at: number, role: string): boolean {
  const token = tokens[at];
  if (token === undefined || token.text.startsWith('%')) {
    return true; // The caller has found the role's name somewhere in the script.
  }
  return tokenName(token) === role || (tokens[at + 1]?.text === ',' && isNamed(tokens, at + 2, role));
}

/** The text of a string without its quotes. */
function contentOf(text: string): string {
  const tag = /^\$[^$]*\$/.exec(text)?.[0];
  return tag === undefined
    ? text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'")
    : text.slice(tag.length, -tag.length);
}
