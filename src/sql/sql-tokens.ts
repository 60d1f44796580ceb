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

/** A comment of either form, as it is written, and the index of its first character. */
export interface SqlComment {
  text: string;
  start: number;
}

interface Piece {
  kind: SqlTokenKind | 'blank' | 'comment';
  start: number;
  end: number;
}

/**
 * One piece a match, tried in this order; what matches none is one sign. No choice is made for each character of a
 * string: that would overflow the stack in one of some megabytes.
 */
const PIECES: readonly (readonly [Piece['kind'], RegExp])[] = [
  ['blank', /\s+/y],
  ['comment', /--[^\n]*/y],
  ['string', /[eE]'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*'|(?:[bBxXnN]|[uU]&)?'[^']*(?:''[^']*)*'/y],
  ['string', /\$([\p{L}_][\p{L}\p{N}_]*)?\$[^]*?\$\1\$/uy],
  ['identifier', /(?:[uU]&)?"[^"]*(?:""[^"]*)*"/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*|\.\d\w*/y],
  ['sign', /::|[-+*/<>=~!@#%^&|`?]+(?<!\/\*|--)|[^]/y],
];

/** The tokens of a text by PostgreSQL's lexical rules with `standard_conforming_strings` on; comments are left out. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const { kind, start, end } of pieces(text)) {
    if (kind !== 'blank' && kind !== 'comment') {
      tokens.push({ kind, text: text.slice(start, end), start, end });
    }
  }
  return tokens;
}

/** The comments of a text, by the same rules: what looks like one in a string or a function's body is none. */
export function sqlComments(text: string): SqlComment[] {
  const comments: SqlComment[] = [];
  for (const { kind, start, end } of pieces(text)) {
    if (kind === 'comment') {
      comments.push({ text: text.slice(start, end), start });
    }
  }
  return comments;
}

/** All of a text, cut where something else begins. */
function* pieces(text: string): Generator<Piece> {
  for (let start = 0; start < text.length;) {
    const piece = pieceAt(text, start);
    yield piece;
    start = piece.end;
  }
}

function pieceAt(text: string, start: number): Piece {
  if (text.startsWith('/*', start)) {
    return { kind: 'comment', start, end: endOfComment(text, start) };
  }
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = start;
    if (pattern.test(text)) {
      return { kind, start, end: pattern.lastIndex };
    }
  }
  return { kind: 'sign', start, end: start + 1 };
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
