import { mix } from '../random/hash.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const WORD = `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}_`;

const ESCAPES: Readonly<Record<string, string>> = {
  d: DIGITS,
  w: WORD,
  s: ' ',
  D: LETTERS,
  W: '-',
  S: LETTERS,
  t: '\t',
  n: '\n',
};

const POSIX: Readonly<Record<string, string>> = {
  alpha: LETTERS,
  digit: DIGITS,
  alnum: LETTERS + DIGITS,
  lower: LETTERS,
  upper: LETTERS.toUpperCase(),
  space: ' ',
  punct: '-',
  xdigit: `${DIGITS}abcdef`,
  word: WORD,
};

/** Escapes that match a position and no character. */
const PLACES = new Set(['m', 'M', 'y', 'Y', 'A', 'Z', 'b', 'B']);

/** The state of reading a pattern from left to right; `at` is the position. */
interface Reader {
  pattern: string;
  at: number;
  seed: number;
  /** How many repetitions are added to the least number. */
  extra: number;
}

/**
 * A text that a regular expression matches, for the usual parts of one: classes, groups, alternatives, repetitions and
 * anchors. For other patterns the sample may be wrong, so callers let the server check it.
 *
 * @see https://www.postgresql.org/docs/current/functions-matching.html#POSIX-SYNTAX-DETAILS
 */
export function samplePattern(pattern: string, seed: number, extra: number): string {
  return alternatives({ pattern, at: 0, seed, extra });
}

/** A text that a LIKE pattern matches. @param filling of its first %, and of the others, if they are filled otherwise */
export function sampleLike(pattern: string, filling: string, others = filling): string {
  let isFirst = true;
  return pattern.replaceAll(/\\(.)|[%_]/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined || match === '_') {
      return escaped ?? 'a';
    }
    const own = isFirst ? filling : others;
    isFirst = false;
    return own;
  });
}

/** How many characters the first % of a LIKE pattern stands for in a text of a length, where the others stand for none; undefined if no such text matches. */
export function likeFilling(pattern: string, length: number): number | undefined {
  const missing = length - sampleLike(pattern, '').length;
  return missing >= 0 && sampleLike(pattern, 'a'.repeat(missing), '').length === length ? missing : undefined;
}

/** Reads up to the end of the group, and chooses one of the alternatives. */
function alternatives(reader: Reader): string {
  const found = [sequence(reader)];
  while (reader.pattern[reader.at] === '|') {
    reader.at += 1;
    found.push(sequence(reader));
  }
  return found[mix(reader.seed, reader.at) % found.length] ?? '';
}

function sequence(reader: Reader): string {
  let text = '';
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at] ?? '')) {
    const start = reader.at;
    const first = atom(reader);
    const end = reader.at;
    const times = repetitions(reader);
    text += times === 0 ? '' : first;
    const after = reader.at;
    for (let i = 1; i < times; i += 1) {
      // Read again with another seed, so that the repetitions differ.
      text += atom({ ...reader, at: start, seed: mix(reader.seed, i) });
    }
    reader.at = Math.max(after, end);
  }
  return text;
}

function atom(reader: Reader): string {
  const { pattern } = reader;
  const character = pattern[reader.at] ?? '';
  reader.at += 1;
  switch (character) {
    case '^':
    case '$':
      return '';
    case '.':
      return pick(reader, LETTERS);
    case '[':
      return pick(reader, characterClass(reader));
    case '(':
      return group(reader);
    case '\\': {
      const escaped = pattern[reader.at] ?? '';
      reader.at += 1;
      const set = ESCAPES[escaped];
      return set === undefined ? (PLACES.has(escaped) ? '' : escaped) : pick(reader, set);
    }
    default:
      return character;
  }
}

/** A lookahead or lookbehind adds nothing to the text. */
function group(reader: Reader): string {
  const special = /^\?(?::|<?[=!])/.exec(reader.pattern.slice(reader.at))?.[0];
  reader.at += special?.length ?? 0;
  const text = alternatives(reader);
  reader.at += 1;
  return special === undefined || special === '?:' ? text : '';
}

function repetitions(reader: Reader): number {
  const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/.exec(reader.pattern.slice(reader.at));
  if (match === null) {
    return 1;
  }
  reader.at += match[0].length;
  const [sign = ''] = match[0];
  if (sign !== '{') {
    return sign === '?' ? Math.min(1, reader.extra) : (sign === '+' ? 1 : 0) + reader.extra;
  }
  const least = Number(match[1]);
  const most = match[2] === undefined ? least : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
  return Math.min(least + reader.extra, most);
}

function characterClass(reader: Reader): string {
  const { pattern } = reader;
  const negated = pattern[reader.at] === '^';
  reader.at += negated ? 1 : 0;
  let set = '';
  for (let first = true; reader.at < pattern.length && (first || pattern[reader.at] !== ']'); first = false) {
    set += member(reader);
  }
  reader.at += 1;
  if (!negated) {
    return set;
  }
  return Array.from(`${WORD}-. `)
    .filter((character) => !set.includes(character))
    .join('');
}

/** One character, escape, named class or range of a character class. */
function member(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at);
  const named = /^\[:(\w+):\]/.exec(rest);
  if (named !== null) {
    reader.at += named[0].length;
    return POSIX[named[1] ?? ''] ?? '';
  }
  const range = /^([^\\])-([^\]\\])/u.exec(rest);
  if (range !== null) {
    reader.at += range[0].length;
    return between(range[1]?.codePointAt(0) ?? 0, range[2]?.codePointAt(0) ?? 0);
  }
  if (rest.startsWith('\\')) {
    reader.at += 2;
    return ESCAPES[rest[1] ?? ''] ?? rest[1] ?? '';
  }
  reader.at += 1;
  return rest[0] ?? '';
}

function between(first: number, last: number): string {
  const length = Math.max(0, Math.min(last - first + 1, 128));
  return Array.from({ length }, (_, i) => String.fromCodePoint(first + i)).join('');
}

function pick({ seed, at }: Reader, set: string): string {
  const characters = Array.from(set);
  return characters[mix(seed, at) % Math.max(1, characters.length)] ?? '';
}
