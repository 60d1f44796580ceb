import { StatementWords } from './statement-words.ts';

type Inside = 'plain' | 'string' | 'escape-string' | 'identifier' | 'dollar' | 'line-comment' | 'block-comment';

/** `more`: give the rest; `end`: `position` is at the semicolon; `command`: `position` is at a backslash of psql's. */
export type ScanResult = 'more' | 'end' | 'command';

const byteOf = (character: string): number => character.charCodeAt(0);
const NEWLINE = 0x0a;
const QUOTE = byteOf("'");
const DOUBLE_QUOTE = byteOf('"');
const DOLLAR = byteOf('$');
const BACKSLASH = byteOf('\\');
const STAR = byteOf('*');
const SLASH = byteOf('/');
const DASH = byteOf('-');
const OPEN = byteOf('(');
const CLOSE = byteOf(')');
const SEMICOLON = byteOf(';');

/**
 * Finds the end of one SQL statement in bytes that arrive piecemeal, by the lexical rules of psql: strings, escape
 * strings, quoted identifiers, dollar quotes, nested comments, parentheses, BEGIN ATOMIC bodies.
 *
 * A token at the edge of what has arrived is left for the next call, so that the result does not depend on where the
 * pieces were cut.
 */
export class StatementScanner {
  /** Where the scan stands in the view. */
  position = 0;
  /** Where the statement begins, behind white space and comments; -1 before that is known. */
  start = -1;
  readonly words = new StatementWords();
  #inside: Inside = 'plain';
  #dollarQuote = Buffer.alloc(0);
  #commentDepth = 0;
  #parentheses = 0;
  /** Only white space since an escape string closed; a newline in it lets a further string continue that one. */
  #afterEscapeString: 'no' | 'same-line' | 'new-line' = 'no';
  readonly #backslashInStrings: boolean;

  /** @param backslashInStrings what plain strings do with a backslash: the opposite of `standard_conforming_strings` */
  constructor(backslashInStrings: boolean) {
    this.#backslashInStrings = backslashInStrings;
  }

  /** What an unterminated construct is called, if the text may not end here. */
  get unterminated(): string | undefined {
    const names: Record<Inside, string | undefined> = {
      plain: undefined,
      'line-comment': undefined,
      string: 'string',
      'escape-string': 'string',
      identifier: 'quoted identifier',
      dollar: 'dollar-quoted string',
      'block-comment': 'comment',
    };
    return names[this.#inside];
  }

  /** Tells that the first bytes of the view, all scanned and none of the statement's, were taken away. */
  discarded(count: number): void {
    this.position -= count;
  }

  /** Scans on; `final` when nothing follows the view. */
  scan(view: Buffer, final: boolean): ScanResult {
    while (this.position < view.length) {
      const result = this.#inside === 'plain' ? this.#plain(view, final) : this.#quoted(view, final);
      if (result !== undefined) {
        return result;
      }
    }
    return 'more';
  }

  /** Goes on inside a string or comment, up to its end. */
  #quoted(view: Buffer, final: boolean): ScanResult | undefined {
    switch (this.#inside) {
      case 'line-comment':
        return this.#until(view, view.indexOf(NEWLINE, this.position), 0);
      case 'string':
        // A doubled quote closes and opens again, which comes to the same.
        return this.#until(view, view.indexOf(QUOTE, this.position), 1);
      case 'identifier':
        return this.#until(view, view.indexOf(DOUBLE_QUOTE, this.position), 1);
      case 'dollar': {
        const found = view.indexOf(this.#dollarQuote, this.position);
        if (found === -1 && !final) {
          this.position = Math.max(this.position, view.length - this.#dollarQuote.length + 1);
          return 'more';
        }
        return this.#until(view, found, this.#dollarQuote.length);
      }
      case 'escape-string':
        return this.#escapeString(view, final);
      case 'block-comment':
        return this.#blockComment(view, final);
      case 'plain':
        return undefined;
    }
  }

  #until(view: Buffer, found: number, length: number): ScanResult | undefined {
    if (found === -1) {
      this.position = view.length;
      return 'more';
    }
    this.position = found + length;
    this.#inside = 'plain';
    return undefined;
  }

  #escapeString(view: Buffer, final: boolean): ScanResult | undefined {
    for (; this.position < view.length; this.position += 1) {
      const byte = view[this.position];
      if (byte !== BACKSLASH && byte !== QUOTE) {
        continue;
      }
      const next = view[this.position + 1];
      if (next === undefined && !final) {
        return 'more';
      }
      if (byte === BACKSLASH || next === QUOTE) {
        this.position += 1;
      } else {
        this.position += 1;
        this.#inside = 'plain';
        this.#afterEscapeString = 'same-line';
        return undefined;
      }
    }
    return 'more';
  }

  #blockComment(view: Buffer, final: boolean): ScanResult | undefined {
    for (; this.position < view.length; this.position += 1) {
      const byte = view[this.position];
      if (byte !== STAR && byte !== SLASH) {
        continue;
      }
      const next = view[this.position + 1];
      if (next === undefined && !final) {
        return 'more';
      }
      if (byte === SLASH && next === STAR) {
        this.#commentDepth += 1;
        this.position += 1;
      } else if (byte === STAR && next === SLASH) {
        this.#commentDepth -= 1;
        this.position += 1;
        if (this.#commentDepth === 0) {
          this.position += 1;
          this.#inside = 'plain';
          return undefined;
        }
      }
    }
    return 'more';
  }

  /** One token outside strings and comments. */
  #plain(view: Buffer, final: boolean): ScanResult | undefined {
    const at = this.position;
    const byte = view[at] ?? 0;
    const next = view[at + 1];
    if (isSpace(byte)) {
      this.position += 1;
      if (byte === NEWLINE && this.#afterEscapeString !== 'no') {
        this.#afterEscapeString = 'new-line';
      }
      return undefined;
    }
    if ((byte === DASH || byte === SLASH) && next === undefined && !final) {
      return 'more';
    }
    if (byte === DASH && next === DASH) {
      this.#enter('line-comment', 2);
      return undefined;
    }
    if (byte === SLASH && next === STAR) {
      this.#commentDepth = 1;
      this.#enter('block-comment', 2);
      return undefined;
    }
    if (byte === BACKSLASH) {
      return 'command';
    }
    if (this.start === -1 && byte !== SEMICOLON) {
      this.start = at;
    }
    const continues = this.#afterEscapeString === 'new-line';
    this.#afterEscapeString = 'no';
    if (isWordStart(byte) || isDigit(byte)) {
      return this.#word(view, final);
    }
    switch (byte) {
      case QUOTE:
        this.#enter(continues || this.#backslashInStrings ? 'escape-string' : 'string', 1);
        return undefined;
      case DOUBLE_QUOTE:
        this.#enter('identifier', 1);
        return undefined;
      case DOLLAR:
        return this.#dollar(view, final);
      case OPEN:
        this.#parentheses += 1;
        break;
      case CLOSE:
        this.#parentheses = Math.max(0, this.#parentheses - 1);
        break;
      case SEMICOLON:
        if (this.#parentheses === 0 && !this.words.insideBody) {
          return 'end';
        }
        break;
    }
    this.position += 1;
    return undefined;
  }

  #enter(inside: Inside, length: number): void {
    this.#inside = inside;
    this.position += length;
  }

  #word(view: Buffer, final: boolean): ScanResult | undefined {
    const from = this.position;
    let end = from + 1;
    while (end < view.length && isWordPart(view[end] ?? 0)) {
      end += 1;
    }
    if (end === view.length && !final) {
      return 'more';
    }
    this.position = end;
    if (isDigit(view[from] ?? 0)) {
      return undefined;
    }
    if (view[end] === QUOTE && end - from === 1 && (view[from] === byteOf('E') || view[from] === byteOf('e'))) {
      this.#enter('escape-string', 1);
      return undefined;
    }
    // No word that matters is longer.
    if (end - from <= 'procedure'.length) {
      this.words.add(view.toString('latin1', from, end).toLowerCase(), this.#parentheses);
    } else {
      this.words.add('', this.#parentheses);
    }
    return undefined;
  }

  #dollar(view: Buffer, final: boolean): ScanResult | undefined {
    const from = this.position;
    let end = from + 1;
    while (end < view.length && view[end] !== DOLLAR && isWordPart(view[end] ?? 0)) {
      end += 1;
    }
    if (end === view.length && !final) {
      return 'more';
    }
    if (view[end] === DOLLAR && !isDigit(view[from + 1] ?? 0)) {
      this.#dollarQuote = Buffer.from(view.subarray(from, end + 1));
      this.#enter('dollar', end + 1 - from);
    } else {
      this.position += 1;
    }
    return undefined;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isWordStart(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || byte >= 0x80;
}

function isWordPart(byte: number): boolean {
  return isWordStart(byte) || isDigit(byte) || byte === DOLLAR;
}
