import { sqlComments, sqlTokens, type SqlComment } from './sql-tokens.ts';

/** The comments of a file and of the bodies of its DO blocks; what looks like one in any other string is none. */
export function commentsWithBlocks(text: string): SqlComment[] {
  return [...sqlComments(text), ...commentsInBlocks(text)].toSorted((a, b) => a.start - b.start);
}

function commentsInBlocks(text: string): SqlComment[] {
  let first = '';
  return sqlTokens(text).flatMap((token, index, tokens) => {
    first = index === 0 || tokens[index - 1]?.text === ';' ? token.text.toLowerCase() : first;
    const quote = first === 'do' && token.kind === 'string' ? /^(?:\$[^$]*\$|')/.exec(token.text)?.[0] : undefined;
    if (quote === undefined) {
      return [];
    }
    return sqlComments(token.text.slice(quote.length, -quote.length)).map((comment) => ({
      ...comment,
      start: token.start + quote.length + comment.start,
    }));
  });
}
