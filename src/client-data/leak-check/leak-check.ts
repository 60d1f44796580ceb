import { decodedForms } from './decoded-forms.ts';
import { type FieldKind, type KindOf, sureBytes } from './field-kinds.ts';
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

/** Fields with fewer bytes hold no value that is searched. */
const SHORTEST_FIELD = 4;

/** Without letters or digits after a backslash, a percent sign and so on, and shorter than any encoding of a value. */
const PLAIN = /^[a-z0-9 .,_-]{0,7}$/i;

/** Where the rows of a COPY block are. */
interface Block {
  table: string;
  columns: readonly string[];
  kinds: readonly FieldKind[];
}

const [TAB, NEWLINE, BACKSLASH, DOT] = [0x09, 0x0a, 0x5c, 0x2e];

/**
 * Searches a plain dump for known values while it is written, in every field of every COPY block and in all lines around
 * them, also in {@link decodedForms}. Holds one line, and the first twenty places. Reads bytes: only fields that may hold a value become texts.
 */
export class LeakCheck {
  readonly #known: KnownValues;
  readonly #leaks: Leak[] = [];
  /** The beginning of a line whose end has not come. */
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;
  #block: Block | undefined;
  readonly #isReading: IsReading;
  readonly #decimalDomain: number;
  readonly #kindOf: KindOf;

  /**
   * @param isReading columns in which decimal numbers are not searched; the table is named as COPY names it
   * @param decimalDomain the domain of known decimal numbers
   * @param kindOf by default all fields are searched as texts
   */
  constructor(
    known: KnownValues,
    isReading: IsReading = () => false,
    decimalDomain = 0,
    kindOf: KindOf = () => 'text',
  ) {
    this.#known = known;
    this.#isReading = isReading;
    this.#decimalDomain = decimalDomain;
    this.#kindOf = kindOf;
  }

  /** Searches the next part of the dump. */
  push(part: Buffer | string): void {
    if (this.#leaks.length >= MOST_LEAKS) {
      return;
    }
    const given = typeof part === 'string' ? Buffer.from(part) : part;
    const bytes = this.#rest.length === 0 ? given : Buffer.concat([this.#rest, given]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    let at = 0;
    while (at < end) {
      at = this.#block === undefined ? this.#readLine(bytes, at) : this.#readRow(bytes, at, this.#block);
    }
    this.#rest = bytes.subarray(end);
  }

  /** Searches what is left, and returns the places. */
  end(): readonly Leak[] {
    this.push('\n');
    return this.#leaks.slice(0, MOST_LEAKS);
  }

  /** Reads a line around the rows; returns where the next one begins. */
  #readLine(bytes: Buffer, from: number): number {
    this.#line++;
    const end = bytes.indexOf(NEWLINE, from);
    const line = bytes.toString('utf8', from, end);
    this.#search(line, undefined);
    const copy = /^COPY (.+?) \((.*)\) FROM stdin/i.exec(line);
    if (copy !== null) {
      const [, table = '', list = ''] = copy;
      const columns = splitColumns(list);
      this.#block = { table, columns, kinds: columns.map((column) => this.#kindOf(table, column)) };
    }
    return end + 1;
  }

  /** Reads a row, or the end of the rows; returns where the next one begins. */
  #readRow(bytes: Buffer, from: number, { columns, kinds }: Block): number {
    this.#line++;
    if (bytes[from] === BACKSLASH && bytes[from + 1] === DOT && bytes[from + 2] === NEWLINE) {
      this.#block = undefined;
      return from + 3;
    }
    let column = 0;
    for (let start = from; ; column++) {
      const kind = kinds[column] ?? 'text';
      let end = start + sureBytes(kind, bytes, start);
      let sign = bytes[end];
      while (sign !== TAB && sign !== NEWLINE && sign !== undefined) {
        sign = bytes[++end];
      }
      if ((kind === 'text' || kind === 'number') && end - start >= SHORTEST_FIELD) {
        this.#searchField(bytes, start, end, kind, columns[column]);
      }
      start = end + 1;
      if (sign !== TAB) {
        return start;
      }
    }
  }

  #searchField(bytes: Buffer, from: number, to: number, kind: FieldKind, column: string | undefined): void {
    if (kind === 'number' && this.#isHarmlessNumber(bytes, from, to, column)) {
      return;
    }
    this.#search(unescapeCopy(bytes.toString('utf8', from, to)), column);
  }

  /** Without a look at the digits, whether no known value can be such a number. */
  #isHarmlessNumber(bytes: Buffer, from: number, to: number, column: string | undefined): boolean {
    const at = bytes.indexOf(DOT, from);
    return at === -1 || at >= to
      ? !this.#known.hasDigitValues
      : !this.#known.hasDecimals || this.#isReading(this.#block?.table ?? '', column ?? '');
  }

  #search(text: string, column: string | undefined): void {
    if (this.#holdsDecimal(text, column)) {
      this.#leaks.push({
        line: this.#line,
        table: this.#block?.table,
        column,
        domain: this.#decimalDomain,
        encoding: '',
      });
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
          table: this.#block?.table,
          column,
          domain: first.domain,
          encoding: form.how,
        });
        return;
      }
    }
  }

  #holdsDecimal(text: string, column: string | undefined): boolean {
    if (this.#block === undefined || !NUMBERS.test(text)) {
      return false;
    }
    const isFound = text.split(/[(),\s]+/).some((number) => this.#known.hasDecimal(number));
    return isFound && !this.#isReading(this.#block.table, column ?? '');
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
