import { quoteLiteral } from '../quote.ts';
import { DumpReader } from './dump-reader.ts';
import { DumpScriptError } from './dump-script-error.ts';

/** A part of a file for psql, and the SQL in its place; empty where the part is to be removed. */
export interface PsqlPart {
  /** Indices of the first character and behind the last. */
  start: number;
  end: number;
  text: string;
}

/** How a file that holds what only psql understands becomes SQL. */
export interface PsqlFix {
  fix: string;
  /** What replaces these parts, in order; empty if a person must do it. */
  parts: PsqlPart[];
}

const WITH_LINT =
  'Run "elementaldb lint --fix": it writes the rows below COPY … FROM stdin as INSERT, and removes \\restrict and ' +
  '\\unrestrict.';

const BY_HAND = 'Write the rows below COPY … FROM stdin as INSERT: only psql reads them from the file.';

/**
 * What to do about a file that the server rejects because it holds what only psql understands: `INSERT` for `COPY … FROM
 * stdin` with its rows, nothing for `\restrict` and `\unrestrict`.
 *
 * @returns undefined if the file holds nothing of this kind
 */
export function psqlFix(text: string): PsqlFix | undefined {
  const found = new PsqlParts(text);
  try {
    found.read();
  } catch (error) {
    if (!(error instanceof DumpScriptError)) {
      throw error;
    }
    // An open quote is a fault of the SQL.
    const isForPsql = error.code === 'PSQL_COMMAND' || error.code === 'DUMP_COPY_LINE' || found.isInRows;
    return isForPsql ? { fix: `Line ${error.line} is for psql. ${error.hint ?? ''}`.trimEnd(), parts: [] } : undefined;
  }
  if (found.isByHand) {
    return { fix: BY_HAND, parts: [] };
  }
  return found.parts.length === 0 ? undefined : { fix: WITH_LINT, parts: found.parts };
}

interface Line {
  start: number;
  /** Without the line break. */
  text: string;
  next: number;
}

class PsqlParts {
  readonly parts: PsqlPart[] = [];
  /** Whether a COPY is not in PostgreSQL's text format, or something shares its line with another statement. */
  isByHand = false;
  #copy: { text: string; line: number; dataLine: number; data: Buffer[] } | undefined;
  readonly #text: string;
  readonly #lines: readonly Line[];

  constructor(text: string) {
    this.#text = text;
    this.#lines = [...text.matchAll(/([^\n]*?)(?:\r?\n|$)/g)].map(({ 0: whole, 1: line = '', index }) => ({
      start: index,
      text: line,
      next: index + whole.length,
    }));
  }

  get isInRows(): boolean {
    return this.#copy !== undefined;
  }

  read(): void {
    const reader = new DumpReader('');
    const take = (events: ReturnType<DumpReader['end']>): void => {
      for (const event of events) {
        if (event.kind === 'copy-start') {
          this.#copy = { ...event, data: [] };
        } else if (event.kind === 'copy-data') {
          this.#copy?.data.push(event.bytes);
        } else if (event.kind === 'copy-end') {
          this.#replaceCopy(event.rows);
        } else if (event.kind === 'command') {
          this.#remove(event.line);
        }
      }
    };
    take(reader.push(Buffer.from(this.#text)));
    take(reader.end());
  }

  #replaceCopy(rows: number): void {
    const copy = this.#copy;
    this.#copy = undefined;
    const first = copy && this.#lines[copy.line - 1];
    const last = copy && (this.#lines[copy.dataLine + rows - 1] ?? this.#lines.at(-1));
    const text = copy && insertFor(copy.text, Buffer.concat(copy.data));
    if (first === undefined || last === undefined || text === undefined || !/^\s*copy\b/i.test(first.text)) {
      this.isByHand = true;
    } else {
      this.parts.push({ start: first.start, end: last.start + last.text.length, text });
    }
  }

  #remove(at: number): void {
    const line = this.#lines[at - 1];
    if (line?.text.startsWith('\\') === true) {
      this.parts.push({ start: line.start, end: line.next, text: '' });
    } else {
      this.isByHand = true;
    }
  }
}

/** Undefined for options, such as CSV, and for a line break with a backslash before it; the data is in the text format. */
function insertFor(copy: string, data: Buffer): string | undefined {
  const target = /^copy\s+(.+?)\s+from\s+stdin\s*;?\s*$/is.exec(copy)?.[1];
  // Byte by byte, since a backslash may write a part of a character.
  const lines = data.toString('latin1');
  if (target === undefined || /(?<!\\)(?:\\\\)*\\\r?\n/.test(lines)) {
    return undefined;
  }
  const rows = lines.split(/\r?\n/).filter((line, index, all) => index < all.length - 1 || line !== '');
  const values = rows.map((row) => `    (${row.split('\t').map(valueOf).join(', ')})`);
  // Like COPY, it writes to identity columns; for others the clause means nothing.
  return rows.length === 0 ? '' : `INSERT INTO ${target} OVERRIDING SYSTEM VALUE VALUES\n${values.join(',\n')};`;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** @see https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
function valueOf(field: string): string {
  if (field === String.raw`\N`) {
    return 'NULL';
  }
  const bytes = field.replaceAll(/\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))/g, (...groups: string[]) => {
    const [, hex, octal, other = ''] = groups;
    return hex === undefined && octal === undefined
      ? (ESCAPES[other] ?? other)
      : String.fromCodePoint((hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16)) & 0xff);
  });
  const literal = quoteLiteral(Buffer.from(bytes, 'latin1').toString('utf8')).trim();
  // What writes the file may change line breaks.
  const onOneLine = literal.replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`);
  return onOneLine === literal || literal.startsWith('E') ? onOneLine : `E${onOneLine}`;
}
