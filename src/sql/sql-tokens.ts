/** A word, a quoted identifier, a string of any form, a number, or one operator or sign. */
export type SqlTokenKind = 'word' | 'identifier' | 'string' | 'number' | 'sign';

export interface SqlToken {
  kind: SqlTokenKind;
  /** As it is written. */
  text: string;
  /** Index of the first and behind the last character. */
  start: number;
  end: number;
}

/** One token a match, tried in this order; what matches none is one sign. */
const TOKENS: readonly (readonly [SqlTokenKind | 'blank', RegExp])[] = [
  ['blank', /\s+|--[^\n]*/y],
  ['string', /[eE]'(?:[^'\\]|''|\\[^])*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'/y],
  ['string', /\$([\p{L}_][\p{L}\p{N}_]*)?\$[^]*?\$\1\$/uy],
  ['identifier', /(?:[uU]&)?"(?:[^"]|"")*"/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*|\.\d\w*/y],
  ['sign', /::|[-+*/<>=~!@#%^&|`?]+(?<!\/\*|--)|[^]/y],
];

/** The tokens of a text by PostgreSQL's lexical rules with `standard_conforming_strings` on; comments are left out. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('/*', at)) {
      at = endOfComment(text, at);
      continue;
    }
    const { kind, end } = tokenAt(text, at);
    if (kind !== 'blank') {
      tokens.push({ kind, text: text.slice(at, end), start: at, end });
    }
    at = end;
  }
  return tokens;
}

function tokenAt(text: string, at: number): { kind: SqlTokenKind | 'blank'; end: number } {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    if (pattern.test(text)) {
      return { kind, end: pattern.lastIndex };
    }
  }
  return { kind: 'sign', end: at + 1 };
}

/** Block comments nest in PostgreSQL. */
function endOfComment(text: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return edge.lastIndex;
    }
  }
  return text.length;
}

/** The name that a word or identifier stands for: a word folds to lower case. */
export function tokenName({ kind, text }: SqlToken): string | undefined {
  if (kind === 'word') {
    return text.toLowerCase();
  }
  return kind === 'identifier' && text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : undefined;
}

/** The parts of the qualified name that a text begins with, unquoted: `public."A b".c` has three, `public.f(int)` two. */
export function nameParts(text: string): string[] {
  const parts: string[] = [];
  for (const [i, token] of sqlTokens(text).entries()) {
    const part = tokenName(token);
    if (i % 2 === 0 ? part === undefined : token.text !== '.') {
      break;
    }
    if (part !== undefined && i % 2 === 0) {
      parts.push(part);
    }
  }
  return parts;
}
