import type { RangeVar } from 'libpg-query';

import { plainPath } from '../plain-name.ts';
import { quoteLiteral } from '../quote.ts';
import { sqlTokens, type SqlToken } from '../sql-tokens.ts';

/** A statement as it is written, without what follows its last token. */
export interface Written {
  text: string;
  tokens: readonly SqlToken[];
}

export function written(text: string): Written {
  const tokens = sqlTokens(text);
  return { text: text.slice(0, tokens.at(-1)?.end ?? 0), tokens };
}

/** The token in upper case, so that key words can be compared. */
export function wordAt({ tokens }: Written, index: number): string {
  return tokens[index]?.text.toUpperCase() ?? '';
}

/** Whether these key words stand at the index. */
export function hasWords(statement: Written, index: number, words: string): boolean {
  return words.split(' ').every((word, i) => wordAt(statement, index + i) === word);
}

/** Text to put behind a token. */
export interface Insertion {
  /** Index into the text. */
  at: number;
  text: string;
}

/** The text with all insertions made. */
export function insert(text: string, insertions: readonly Insertion[]): string {
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((edited, { at, text: more }) => edited.slice(0, at) + more + edited.slice(at), text);
}

/** The statement with `words` behind the first of the key words, of which only key words stand before; undefined if they stand there already. */
export function withWordsBehind(statement: Written, keyWord: string, words: string): string | undefined {
  const index = statement.tokens.findIndex((_, i) => wordAt(statement, i) === keyWord);
  return index === -1 ? undefined : withWordsAt(statement, index, words);
}

/** The same behind a token that is known. */
export function withWordsAt(statement: Written, index: number, words: string): string | undefined {
  const token = statement.tokens[index];
  return token === undefined || hasWords(statement, index + 1, words)
    ? undefined
    : `${insert(statement.text, [{ at: token.end, text: ` ${words}` }])};`;
}

/** The statement run only if the condition holds. */
export function guarded(condition: string, { text }: Written): string {
  return block(text, `    IF ${condition} THEN\n        ${text};\n    END IF;\n`);
}

/** The statement, of which these errors count as done. */
export function tolerating(conditions: string, { text }: Written): string {
  return block(text, `    ${text};\nEXCEPTION\n    WHEN ${conditions} THEN NULL;\n`);
}

/** The statement after another that takes away what it makes. */
export function preceded(before: string, { text }: Written): string {
  return `${before};\n${text};`;
}

function block(text: string, body: string): string {
  let quote = '$$';
  for (let i = 1; text.includes(quote) || (quote === '$$' && text.endsWith('$')); i += 1) {
    quote = i === 1 ? '$do$' : `$do${i}$`;
  }
  return `DO ${quote}\nBEGIN\n${body}END\n${quote};`;
}

/** A name with its schema if that is written, quoted where it must be. */
export function relationText({ schemaname, relname }: RangeVar): string {
  return plainPath([...(schemaname === undefined ? [] : [schemaname]), relname ?? '']);
}

/** The name as a string constant, for functions such as `to_regclass`. */
export function asLiteral(name: string): string {
  return quoteLiteral(name).trim();
}
