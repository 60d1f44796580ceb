import { HashTable } from './hash-table.ts';
import { LAST_DIGIT_CODE, letterCode, type Letters, newLetters, normalizeText, readLetters } from './letters.ts';

/** Where a text holds a known value: from the index `start` to before `end`, in the normalized text. */
export interface Occurrence {
  start: number;
  end: number;
  /** The number of the domain that the value was added with. */
  domain: number;
}

/** Values of at least so many letters and digits are searched. */
const SHORTEST = 4;

/** Of a longer value, the first letters are searched. */
const LONGEST = 64;

/** Shorter values count only between characters that are neither letters nor digits: "mill" is not in "million". */
const WHOLE_WORD_BELOW = 8;

/** Set in the table for values that are searched in texts; without it a value is only recognized as a whole. */
const SEARCHED = 0x80;

export const MOST_DOMAINS = SEARCHED;

const [FIRST_FACTOR, SECOND_FACTOR] = [0x0100_0193, 0x27d4_eb2f];

/**
 * A set of values that recognizes them in texts, without regard to case, spaces and punctuation. It holds hashes of 53
 * bits, not the values: 9 to 18 bytes for each, and a search takes one step for each character (Rabin and Karp 1987, for
 * many lengths). An Aho-Corasick automaton over 100,000 values would take a hundred times the memory.
 */
export class KnownValues {
  readonly #table = new HashTable();
  /** For four letters in sequence, a bit: whether a searched value begins with them. */
  readonly #beginnings = new Uint8Array(2 ** 21);
  readonly #lengths = new Map<number, number[]>();
  readonly #powers = powers();
  #letters = newLetters();
  #firstSums = new Int32Array(1025);
  #secondSums = new Int32Array(1025);
  #hasDigitValues = false;
  readonly #decimals = new Set<number>();

  /** Number of different values. */
  get size(): number {
    return this.#table.size;
  }

  /** Whether a value of digits alone is searched. Without one, numbers need no search. */
  get hasDigitValues(): boolean {
    return this.#hasDigitValues;
  }

  /**
   * Adds a value. A value with less than one letter or digit is ignored; one with less than four is never searched.
   *
   * @param domain from 0 to 127; a value that is added again keeps its first domain
   */
  add(value: string, domain: number, isSearched = true): void {
    const letters = this.#read(normalizeText(value));
    if (letters.length === 0) {
      return;
    }
    const { codes } = letters;
    const length = Math.min(letters.length, LONGEST);
    this.#sum(letters);
    const searched = isSearched && letters.length >= SHORTEST;
    this.#table.add(this.#hash(0, length, letters.length > LONGEST), domain | (searched ? SEARCHED : 0));
    if (!searched) {
      return;
    }
    if (letters.length > LONGEST) {
      this.#table.add(this.#hash(0, length, false), domain | SEARCHED);
    }
    const beginning = beginningAt(codes, 0);
    this.#beginnings[beginning >> 3] = (this.#beginnings[beginning >> 3] ?? 0) | (1 << (beginning & 7));
    const lengths = this.#lengths.get(beginning) ?? [];
    if (!lengths.includes(length)) {
      // The longest first: of two values, one in the other, the longer one is found.
      this.#lengths.set(
        beginning,
        [...lengths, length].toSorted((a, b) => b - a),
      );
    }
    this.#hasDigitValues ||= areDigits(codes, 0, length);
  }

  /** Adds a decimal number that is searched as a whole field, not in texts: a latitude. One of less than four decimals is ignored. */
  addDecimal(text: string): void {
    if (isLongDecimal(text)) {
      this.#decimals.add(Math.abs(Number(text)));
    }
  }

  /** Whether decimal numbers were added. */
  get hasDecimals(): boolean {
    return this.#decimals.size > 0;
  }

  /** Whether a text is a decimal number that was added, with any sign and number of zeros at its end. */
  hasDecimal(text: string): boolean {
    return this.#decimals.size > 0 && isLongDecimal(text) && this.#decimals.has(Math.abs(Number(text)));
  }

  /** The domain of a whole value, or undefined for one that was not added. */
  domainOf(value: string): number | undefined {
    const letters = this.#read(normalizeText(value));
    if (letters.length === 0) {
      return undefined;
    }
    this.#sum(letters);
    const found = this.#table.get(this.#hash(0, Math.min(letters.length, LONGEST), letters.length > LONGEST));
    return found === undefined ? undefined : found & ~SEARCHED;
  }

  /** The searched values in a text, from left to right, without overlap. `text` must be normalized. */
  find(text: string): Occurrence[] {
    if (text.length < SHORTEST) {
      return [];
    }
    const letters = this.#read(text);
    const { codes, length } = letters;
    const found: Occurrence[] = [];
    let isSummed = false;
    let beginning = 0;
    let free = 0;
    for (let at = 0; at < length; at++) {
      beginning = ((beginning << 6) | (codes[at] ?? 0)) & 0xff_ffff;
      const start = at - SHORTEST + 1;
      if (start < free || ((this.#beginnings[beginning >> 3] ?? 0) & (1 << (beginning & 7))) === 0) {
        continue;
      }
      if (!isSummed) {
        this.#sum(letters);
        isSummed = true;
      }
      const occurrence = this.#occurrenceAt(text, letters, start, beginning);
      if (occurrence !== undefined) {
        found.push(occurrence.place);
        free = start + occurrence.letters;
      }
    }
    return found;
  }

  #occurrenceAt(
    text: string,
    { codes, positions, length }: Letters,
    at: number,
    beginning: number,
  ): { place: Occurrence; letters: number } | undefined {
    for (const letters of this.#lengths.get(beginning) ?? []) {
      if (at + letters > length) {
        continue;
      }
      const value = this.#table.get(this.#hash(at, at + letters, false));
      if (value === undefined || (value & SEARCHED) === 0) {
        continue;
      }
      const start = positions[at] ?? 0;
      const end = (positions[at + letters - 1] ?? 0) + 1;
      const isNumber = areDigits(codes, at, at + letters);
      if (isNumber ? standsAsNumber(text, start, end) : standsAsWords(text, start, end, letters)) {
        return { place: { start, end, domain: value & ~SEARCHED }, letters };
      }
    }
    return undefined;
  }

  #read(text: string): Letters {
    this.#letters = readLetters(text, this.#letters);
    if (this.#firstSums.length <= this.#letters.length) {
      this.#firstSums = new Int32Array(this.#letters.length * 2);
      this.#secondSums = new Int32Array(this.#letters.length * 2);
    }
    return this.#letters;
  }

  /** Hashes of all beginnings of the letters, from which the hash of any part follows. */
  #sum({ codes, length }: Letters): void {
    const [first, second] = [this.#firstSums, this.#secondSums];
    for (let at = 0; at < length; at++) {
      first[at + 1] = Math.imul(first[at] ?? 0, FIRST_FACTOR) + (codes[at] ?? 0);
      second[at + 1] = Math.imul(second[at] ?? 0, SECOND_FACTOR) + (codes[at] ?? 0);
    }
  }

  #hash(from: number, to: number, isBeginningOfLonger: boolean): number {
    const power = this.#powers[to - from] ?? [0, 0];
    const first = (this.#firstSums[to] ?? 0) - Math.imul(this.#firstSums[from] ?? 0, power[0]);
    const second = (this.#secondSums[to] ?? 0) - Math.imul(this.#secondSums[from] ?? 0, power[1]);
    const mixed = Math.imul(first ^ (first >>> 15), 0x2c1b_3c6d) ^ (isBeginningOfLonger ? 0x5bd1_e995 : 0);
    return (second & 0x1f_ffff) * 4_294_967_296 + (mixed >>> 0) + 1;
  }
}

function powers(): (readonly [number, number])[] {
  const all: [number, number][] = [[1, 1]];
  for (let length = 1; length <= LONGEST; length++) {
    const [first, second] = all[length - 1] ?? [1, 1];
    all.push([Math.imul(first, FIRST_FACTOR), Math.imul(second, SECOND_FACTOR)]);
  }
  return all;
}

function beginningAt(codes: Uint8Array, at: number): number {
  return ((codes[at] ?? 0) << 18) | ((codes[at + 1] ?? 0) << 12) | ((codes[at + 2] ?? 0) << 6) | (codes[at + 3] ?? 0);
}

/** Four decimals of a degree are eleven meters; shorter numbers occur by chance. */
function isLongDecimal(text: string): boolean {
  return /^[-+]?\d{1,3}\.\d{4,}$/.test(text) && !/\.\d{0,3}0*$/.test(text);
}

function areDigits(codes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if ((codes[at] ?? 0) > LAST_DIGIT_CODE) {
      return false;
    }
  }
  return true;
}

/** Whether digits are a number as it is written, with spaces or dots perhaps, and not a part of a longer or broken one. */
function standsAsNumber(text: string, start: number, end: number): boolean {
  return (
    !/\d\.?$/.test(text.slice(Math.max(0, start - 2), start)) &&
    !/^(?:\d|\.\d)/.test(text.slice(end, end + 2)) &&
    /^\d+(?:[ ()./-]{1,3}\d+)*$/.test(text.slice(start, end))
  );
}

function standsAsWords(text: string, start: number, end: number, letters: number): boolean {
  // Punctuation between the words, not half of a sentence.
  if (end - start > letters * 2 + 4) {
    return false;
  }
  return (
    letters >= WHOLE_WORD_BELOW ||
    (letterCode(text.charCodeAt(start - 1)) === 0 && letterCode(text.charCodeAt(end)) === 0)
  );
}
