import { sqlTokens, tokenName } from '../../../sql/sql-tokens.ts';
import type { Rule } from '../../engine/rule.ts';

const LONGEST = 63;

export const nameTooLong: Rule = {
  id: 'name-too-long',
  group: 'types and conventions',
  condition: 'a name is longer than 63 bytes',
  effect: 'PostgreSQL truncates it with only a notice, and two long names may become the same.',
  remedy: 'Use a shorter name.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk identifier-too-long'],
  on: 'statement',
  check: ({ text, start, within }) => {
    // The parse tree contains only the truncated name.
    if (within !== undefined || !mayBeTooLong(text)) {
      return undefined;
    }
    for (const token of sqlTokens(text)) {
      const name = tokenName(token);
      if (name !== undefined && Buffer.byteLength(name) > LONGEST) {
        const excess = Buffer.byteLength(name) - LONGEST;
        return { index: start + token.start, what: `${name} is ${excess} bytes too long` };
      }
    }
    return undefined;
  },
};

/** A fast check before the text is split into tokens; a character has at most four bytes. */
function mayBeTooLong(text: string): boolean {
  return Buffer.byteLength(text) === text.length
    ? /\b[\w$]{64}|"[^"]{64}/.test(text)
    : /[\w$\u0080-\uffff]{16}|"[^"]{16}/.test(text);
}
