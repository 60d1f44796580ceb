import { decodedForms } from './decoded-forms.ts';
import type { KnownValues } from './known-values.ts';
import { normalizeText } from './letters.ts';

/** A place in a dump that holds an original value. The value itself is not part of it, so that it can be printed. */
export interface Leak {
  /** The line in the file, from 1. */
  line: number;
  /** The table of the COPY block, as the file writes it; undefined outside of one. */
  table: string | undefined;
  column: string | undefined;
  /** The number of the domain of the value, as in {@link KnownValues.add}. */
  domain: number;
  /** The encoding, e.g. `percent-encoded in JSON escapes`; empty for plain text. */
  encoding: string;
}

/** Whether the fields of a column are numbers of readings, among which any number occurs by chance. */
export type IsReading = (table: string, column: string) => boolean;

/** After so many leaks the search ends. */
const MOST_LEAKS = 20;

/** A decimal number, a time, a UUID, NULL and the like: no identifier is written so, and readings hold any digits by chance. */
const READING =
  /^(?:-?\d+\.\d+(?:e[-+]?\d+)?|\d{4}-\d{2}-\d{2}[ T][\d:.+-]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\\N|[tf]|NaN|-?Infinity)$/i;

/** A whole number: needs a search only if values of digits alone are known. */
const NUMBER = /^[-+\d ]+$/;

/** Without letters or digits after a backslash, a percent sign and so on, and shorter than any encoding of a value. */
const PLAIN = /^[a-z0-9 .,_-]{0,7}$/i;

/**
 * Searches a plain dump for known values while it is written, in every field of every COPY block and in all lines around
 * them, also in {@link decodedForms}. Holds one line, and the first twenty places.
 */
export class LeakCheck {
  readonly #known: KnownValues;
  readonly #decoder = new TextDecoder();
  readonly #leaks: Leak[] = [];
  #rest = '';
  #line = 0;
  #table: string | undefined;
  #columns: string[] = [];
  readonly #isReading: IsReading;
  readonly #decimalDomain: number;

  /**
   * @param isReading columns in which decimal numbers are not searched; the table is named as COPY names it
   * @param decimalDomain the domain of known decimal numbers
   */
  constructor(known: KnownValues, isReading: IsReading = () => false, decimalDomain = 0) {
    this.#known = known;
    this.#isReading = isReading;
    this.#decimalDomain = decimalDomain;
  }

  /** Searches the next part of the dump. */
  push(part: Uint8Array | string): void {
    if (this.#leaks.length >= MOST_LEAKS) {
      return;
    }
    const text = typeof part === 'string' ? part : this.#decoder.decode(part, { stream: true });
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#readLine(line);
    }
  }

  /** Searches what is left, and returns the places. */
  end(): readonly Leak[] {
    this.#readLine(this.#rest);
    return this.#leaks.slice(0, MOST_LEAKS);
  }

  #readLine(line: string): void {
    this.#line++;
    if (this.#table !== undefined) {
      if (line === '\\.') {
        this.#table = undefined;
        return;
      }
      for (const [at, field] of line.split('\t').entries()) {
        this.#search(unescapeCopy(field), this.#columns[at]);
      }
      return;
    }
    this.#search(line, undefined);
    const copy = /^COPY (.+?) \((.*)\) FROM stdin/i.exec(line);
    if (copy !== null) {
      this.#table = copy[1];
      this.#columns = splitColumns(copy[2] ?? '');
    }
  }

  #search(text: string, column: string | undefined): void {
    if (this.#holdsDecimal(text, column)) {
      this.#leaks.push({ line: this.#line, table: this.#table, column, domain: this.#decimalDomain, encoding: '' });
      return;
    }
    if (text.length < 4 || READING.test(text) || (!this.#known.hasDigitValues && NUMBER.test(text))) {
      return;
    }
    const forms = PLAIN.test(text) ? [{ how: '', text }] : decodedForms(text);
    for (const form of forms) {
      const [first] = this.#known.find(normalizeText(form.text));
      if (first !== undefined) {
        this.#leaks.push({
          line: this.#line,
          table: this.#table,
          column,
          domain: first.domain,
          encoding: form.how,
        });
        return;
      }
    }
  }

  #holdsDecimal(text: string, column: string | undefined): boolean {
    if (this.#table === undefined || !NUMBERS.test(text)) {
      return false;
    }
    const isFound = text.split(/[(),\s]+/).some((number) => this.#known.hasDecimal(number));
    return isFound && !this.#isReading(this.#table, column ?? '');
  }
}

/** A number, or a `point` or composite value of a few. */
const NUMBERS = /^\(?[-+]?\d+\.\d+(?:[,\s]+[-+]?\d+\.\d+){0,3}\)?$/;

function splitColumns(list: string): string[] {
  return [...list.matchAll(/"((?:[^"]|"")*)"|[^\s,]+/g)].map(
    ([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole,
  );
}

const COPY_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The value of a field of COPY's text format. https://www.postgresql.org/docs/current/sql-copy.html */
function unescapeCopy(field: string): string {
  return field.includes('\\')
    ? field.replaceAll(/\\(.)/g, (_whole, letter: string) => COPY_ESCAPES[letter] ?? letter)
    : field;
}
