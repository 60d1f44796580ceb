const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BACKSLASH = 0x5c;
const DOT = 0x2e;

/** How far the data of a COPY reaches: `data` bytes of it, then, if `ended`, a line `\.` up to `next`. */
export interface CopyDataSpan {
  data: number;
  next: number;
  ended: boolean;
}

/** Finds the line `\.` that ends the data of a COPY, in bytes that arrive piecemeal, and counts the lines before it. */
export class CopyDataReader {
  rows = 0;
  #atLineStart = true;

  /** Looks at what has arrived; bytes after `next` are to be given again. `final` when nothing follows. */
  read(view: Buffer, final: boolean): CopyDataSpan {
    let at = 0;
    while (at < view.length) {
      if (this.#atLineStart && view[at] === BACKSLASH) {
        const end = endMarker(view, at, final);
        if (end === 'undecided') {
          return { data: at, next: at, ended: false };
        }
        if (end !== undefined) {
          return { data: at, next: end, ended: true };
        }
      }
      const newline = view.indexOf(NEWLINE, at);
      this.#atLineStart = newline !== -1;
      if (newline === -1) {
        break;
      }
      this.rows += 1;
      at = newline + 1;
    }
    return { data: view.length, next: view.length, ended: false };
  }
}

/** Where the line `\.` beginning at `at` ends; undefined if it is another line. */
function endMarker(view: Buffer, at: number, final: boolean): number | 'undecided' | undefined {
  const [dot, third, fourth] = [view[at + 1], view[at + 2], view[at + 3]];
  if (dot === undefined) {
    return final ? undefined : 'undecided';
  }
  if (dot !== DOT) {
    return undefined;
  }
  if (third === undefined) {
    return final ? at + 2 : 'undecided';
  }
  if (third === NEWLINE) {
    return at + 3;
  }
  if (third !== RETURN) {
    return undefined;
  }
  if (fourth === undefined) {
    return final ? at + 3 : 'undecided';
  }
  return fourth === NEWLINE ? at + 4 : undefined;
}
