import { ElementalError } from '../../../support/errors.ts';

/** A string, number, or key of an object in a JSON text. */
export interface JsonPiece {
  kind: 'string' | 'number' | 'key';
  /** Where it is: `$.contact.email`, `$.meters[].mpan`; for a key, the path of its object. `*` for keys that are values. */
  path: string;
  /** The last key of the path, for a piece in an array that of the array; empty at the top. */
  name: string;
  /** The decoded string, or the number as it is written. */
  value: string;
}

const SPACES = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

/** PostgreSQL takes deeper JSON, the stack of a program may not. */
const DEEPEST = 1000;

/**
 * Replaces pieces of a JSON text and leaves everything else as it is written: spaces, the digits of numbers, doubled keys.
 *
 * @param replace the new string or number; the same text keeps the piece
 * @param nameOfKey a key as it stands in paths
 * @returns undefined for a text that is not JSON
 * @throws ElementalError `JSON_TOO_DEEP`
 */
export function rewriteJson(
  text: string,
  replace: (piece: JsonPiece) => string,
  nameOfKey: (key: string) => string = (key) => key,
): string | undefined {
  return new JsonRewriter(text, replace, nameOfKey).document();
}

/** Whether a text is a JSON object, array or quoted string, not nested too deep. */
export function isJsonDocument(text: string): boolean {
  if (!/^\s*[[{"]/.test(text) || !/[\]}"]\s*$/.test(text)) {
    return false;
  }
  try {
    return rewriteJson(text, ({ value }) => value) !== undefined;
  } catch (error) {
    if (error instanceof ElementalError) {
      return false;
    }
    throw error;
  }
}

class JsonRewriter {
  readonly #text: string;
  readonly #replace: (piece: JsonPiece) => string;
  readonly #nameOfKey: (key: string) => string;
  #at = 0;
  #depth = 0;
  #written = '';

  constructor(text: string, replace: (piece: JsonPiece) => string, nameOfKey: (key: string) => string) {
    this.#text = text;
    this.#replace = replace;
    this.#nameOfKey = nameOfKey;
  }

  document(): string | undefined {
    this.#copy(SPACES);
    const isComplete = this.#value('$', '') && this.#copy(SPACES) && this.#at === this.#text.length;
    return isComplete ? this.#written : undefined;
  }

  #value(path: string, name: string): boolean {
    if (this.#depth >= DEEPEST) {
      throw new ElementalError(`a JSON value is nested more than ${DEEPEST} deep`, {
        code: 'JSON_TOO_DEEP',
        kind: 'environment',
        hint: 'Leave the table out with --exclude, or correct the value.',
      });
    }
    this.#depth += 1;
    const isValue = this.#valueAt(path, name);
    this.#depth -= 1;
    return isValue;
  }

  #valueAt(path: string, name: string): boolean {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#list('}', () => this.#member(path));
      case '[':
        return this.#list(']', () => this.#value(`${path}[]`, name));
      case '"':
        return this.#string({ kind: 'string', path, name });
      default:
        return this.#scalar(path, name);
    }
  }

  #list(end: string, element: () => boolean): boolean {
    this.#mark();
    this.#copy(SPACES);
    if (this.#text[this.#at] === end) {
      return this.#mark();
    }
    for (;;) {
      this.#copy(SPACES);
      if (!element()) {
        return false;
      }
      this.#copy(SPACES);
      const mark = this.#text[this.#at];
      if (mark !== ',' && mark !== end) {
        return false;
      }
      this.#mark();
      if (mark === end) {
        return true;
      }
    }
  }

  #member(path: string): boolean {
    const key = this.#read(STRING);
    if (key === undefined) {
      return false;
    }
    const name = decodeString(key);
    this.#at -= key.length;
    if (name === undefined || !this.#string({ kind: 'key', path, name })) {
      return false;
    }
    this.#copy(SPACES);
    if (this.#text[this.#at] !== ':') {
      return false;
    }
    this.#mark();
    this.#copy(SPACES);
    return this.#value(`${path}.${this.#nameOfKey(name)}`, name);
  }

  #string(piece: Omit<JsonPiece, 'value'>): boolean {
    const written = this.#read(STRING);
    const value = written === undefined ? undefined : decodeString(written);
    if (written === undefined || value === undefined) {
      return false;
    }
    const replaced = this.#replace({ ...piece, value });
    this.#written += replaced === value ? written : JSON.stringify(replaced);
    return true;
  }

  #scalar(path: string, name: string): boolean {
    const written = this.#read(SCALAR);
    if (written === undefined) {
      return false;
    }
    this.#written += /^[-\d]/.test(written) ? this.#replace({ kind: 'number', path, name, value: written }) : written;
    return true;
  }

  /** Copies one character. */
  #mark(): true {
    this.#written += this.#text[this.#at++] ?? '';
    return true;
  }

  #copy(pattern: RegExp): true {
    this.#written += this.#read(pattern) ?? '';
    return true;
  }

  #read(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }
}

function decodeString(written: string): string | undefined {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
