import { sqlTokens, tokenName } from '../../../sql/sql-tokens.ts';
import type { Rule } from '../../engine/rule.ts';

const LONGEST = 63;

export const nameTooLong: Rule = {
  id: 'name-too-long',
  group: 'types and conventions',
  condition: 'a name has more than 63 bytes',
  effect: 'PostgreSQL cuts it off with a notice only: two long names may become one.',
  remedy: 'Take a shorter name.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk identifier-too-long'],
  on: 'statement',
  check: ({ text, start, within }) => {
    // The parse tree holds what is left of the name.
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

/** A letter has four bytes at most; a text of ASCII alone need not be cut into words to see that none is so long. */
function mayBeTooLong(text: string): boolean {
  return Buffer.byteLength(text) === text.length
    ? /\b[\w$]{64}|"[^"]{64}/.test(text) // Looked for where a word begins, not anew at each of its letters.
    : /[\w$\u0080-\uffff]{16}|"[^"]{16}/.test(text);
}
