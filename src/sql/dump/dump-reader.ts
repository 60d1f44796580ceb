import { isUtf8 } from 'node:buffer';

import { CopyDataReader } from './copy-data-reader.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import { DumpScriptError, judgePsqlCommand } from './dump-script-error.ts';
import { StatementScanner } from './statement-scanner.ts';

/** What a dump script holds, in order. Lines count from 1. */
export type DumpEvent =
  | { kind: 'statement'; text: string; line: number }
  /** A command of psql that means nothing to the server. */
  | { kind: 'command'; line: number }
  /** `COPY ... FROM stdin`: its data follows. */
  | { kind: 'copy-start'; text: string; line: number; dataLine: number }
  /** Some bytes of the data, as they stand in the file; where they are cut means nothing. */
  | { kind: 'copy-data'; bytes: Buffer }
  | { kind: 'copy-end'; rows: number };

const NEWLINE = 0x0a;
const NUL = 0x00;

/** How the archives of `pg_dump` begin: the custom format, and the table of contents that is first in a tar file. */
const ARCHIVES = new Set(['PGDMP', 'toc.d']);

const COMPRESSED: readonly { name: string; bytes: readonly number[] }[] = [
  { name: 'gzip', bytes: [0x1f, 0x8b] },
  { name: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'lz4', bytes: [0x04, 0x22, 0x4d, 0x18] },
  { name: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
];

/** By which a compressed file is recognized. */
const SUFFIXES: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst' };

/** Code and fix for a dump in any format of `pg_dump` but the plain one. */
export function notAScript(): { code: string; hint: string } {
  return {
    code: 'DUMP_NOT_A_SCRIPT',
    hint: 'Make the dump with --format=plain, or convert it: pg_restore --data-only -f client_data.sql ARCHIVE.',
  };
}

/** A statement is held in memory whole; PostgreSQL itself takes no more than 1 GB. */
const LARGEST_STATEMENT = 256 * 1024 * 1024;

/**
 * Reads a script as `pg_dump` writes it, without ever holding more than one statement or one piece of COPY data:
 * `for (const event of reader.push(chunk))`, at last `reader.end()`. Both are generators: what they yield must be taken
 * before the next call. Does what psql does with the text, short of psql's commands.
 *
 * @throws DumpScriptError naming file and line
 */
export class DumpReader {
  readonly #file: string;
  readonly #buffer = new GrowingBuffer();
  #started = false;
  #scanner = new StatementScanner(false);
  #copy: CopyDataReader | undefined;
  /** Where the COPY began, for a file that ends within its data. */
  #copyLine = 0;
  /** psql reads the data from the line after the one that holds the statement. */
  #skipsLine = false;
  #backslashInStrings = false;
  /** Lines of what was discarded. */
  #linesBefore = 0;

  constructor(file: string) {
    this.#file = file;
  }

  *push(chunk: Uint8Array): Generator<DumpEvent, void> {
    this.#buffer.append(chunk);
    yield* this.#read(false);
  }

  *end(): Generator<DumpEvent, void> {
    yield* this.#read(true);
    if (this.#copy !== undefined || this.#skipsLine) {
      throw this.#error(this.#copyLine, 'the file ends within the data of this COPY', {
        code: 'DUMP_TRUNCATED',
        hint: 'The dump is cut off: make it again, and see that pg_dump exits with 0. Data ends with a line \\.',
      });
    }
    const { start, unterminated } = this.#scanner;
    if (unterminated !== undefined) {
      throw this.#error(this.#lineAt(Math.max(0, start)), `the file ends within a ${unterminated} of this statement`, {
        code: 'DUMP_TRUNCATED',
        hint: 'The dump is cut off, or a quote is missing.',
      });
    }
    if (start !== -1) {
      const view = this.#buffer.view;
      yield { kind: 'statement', text: this.#text(view.subarray(start)), line: this.#lineAt(start) };
    }
  }

  *#read(final: boolean): Generator<DumpEvent, void> {
    if (!this.#started) {
      if (this.#buffer.view.length < 5 && !final) {
        return;
      }
      this.#begin();
    }
    for (;;) {
      if (this.#skipsLine && !this.#skipLine(final)) {
        return;
      }
      if (this.#copy !== undefined) {
        const { data, next, ended } = this.#copy.read(this.#buffer.view, final);
        if (data > 0) {
          // The socket may still hold the bytes when the buffer is written over.
          yield { kind: 'copy-data', bytes: Buffer.from(this.#buffer.view.subarray(0, data)) };
        }
        this.#discard(next);
        if (!ended) {
          return;
        }
        const { rows } = this.#copy;
        this.#copy = undefined;
        yield { kind: 'copy-end', rows };
      } else {
        const event = this.#statement(final);
        if (event === 'more') {
          return;
        }
        if (event !== undefined) {
          yield event;
        }
      }
    }
  }

  /** Looks at the first bytes: a byte order mark is skipped, as by psql; what is no script is refused. */
  #begin(): void {
    this.#started = true;
    const head = this.#buffer.view.subarray(0, 5);
    if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
      this.#buffer.discard(3);
    } else if (ARCHIVES.has(head.toString('latin1'))) {
      throw this.#error(1, 'this is an archive of pg_dump, not an SQL script', notAScript());
    }
    const compression = COMPRESSED.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
    if (compression !== undefined) {
      throw this.#error(1, `this file is compressed (${compression.name})`, {
        code: 'DUMP_NOT_A_SCRIPT',
        hint:
          SUFFIXES[compression.name] === undefined
            ? 'Decompress it. Only gzip and zstd are read as they are, from files whose names end in .gz or .zst.'
            : `Give it a name that ends in ${SUFFIXES[compression.name]}, or decompress it.`,
      });
    }
  }

  /** The next statement or harmless command; undefined for an empty statement, `more` when it has not arrived yet. */
  #statement(final: boolean): DumpEvent | 'more' | undefined {
    const scanner = this.#scanner;
    const result = scanner.scan(this.#buffer.view, final);
    if (result === 'command') {
      return this.#command(final);
    }
    if (result === 'more') {
      if (scanner.start === -1) {
        const { position } = scanner;
        this.#discard(position);
        scanner.discarded(position);
      } else if (this.#buffer.view.length > LARGEST_STATEMENT) {
        throw this.#error(this.#lineAt(scanner.start), 'this statement does not end within 256 MB', {
          code: 'DUMP_STATEMENT_TOO_LONG',
          hint: 'See that a quote is not missing; with --inserts, make the dump with fewer --rows-per-insert.',
        });
      }
      return 'more';
    }
    const { start, position, words } = scanner;
    const empty = start === -1;
    const line = this.#lineAt(empty ? 0 : start);
    const text = empty ? '' : this.#text(this.#buffer.view.subarray(start, position));
    const setting = /^set\s+standard_conforming_strings\s*(?:=|to)\s*'?(on|off|true|false)/i.exec(text)?.[1];
    if (setting !== undefined) {
      this.#backslashInStrings = /^(?:off|false)$/i.test(setting);
    }
    const dataLine = this.#lineAt(position) + 1;
    this.#discard(position + 1);
    this.#scanner = new StatementScanner(this.#backslashInStrings);
    if (empty) {
      return undefined;
    }
    if (words.copiesFromStdin) {
      this.#copy = new CopyDataReader();
      this.#copyLine = line;
      this.#skipsLine = true;
      return { kind: 'copy-start', text, line, dataLine };
    }
    return { kind: 'statement', text, line };
  }

  #command(final: boolean): DumpEvent | 'more' {
    const { position, start } = this.#scanner;
    const view = this.#buffer.view;
    const newline = view.indexOf(NEWLINE, position);
    if (newline === -1 && !final) {
      return 'more';
    }
    const end = newline === -1 ? view.length : newline;
    const place = { file: this.#file, line: this.#lineAt(position) };
    judgePsqlCommand(view.toString('utf8', position, Math.min(end, position + 200)), place, start !== -1);
    this.#discard(end);
    this.#scanner = new StatementScanner(this.#backslashInStrings);
    return { kind: 'command', line: place.line };
  }

  /** Passes what stands behind `COPY ... FROM stdin;` on its line; false when the line has not arrived. */
  #skipLine(final: boolean): boolean {
    const view = this.#buffer.view;
    const newline = view.indexOf(NEWLINE);
    if (newline === -1) {
      if (final || view.length > 1024) {
        this.#refuseTrailing(view);
      }
      return false;
    }
    this.#refuseTrailing(view.subarray(0, newline));
    this.#discard(newline + 1);
    this.#skipsLine = false;
    return true;
  }

  #refuseTrailing(rest: Buffer): void {
    if (!/^\s*(?:--.*)?$/.test(rest.toString('utf8', 0, 1024))) {
      throw this.#error(this.#lineAt(0), 'something stands behind COPY ... FROM stdin; on its line', {
        code: 'DUMP_COPY_LINE',
        hint: 'Put it on a line after the \\. that ends the data.',
      });
    }
  }

  #text(bytes: Buffer): string {
    const nul = bytes.indexOf(NUL);
    if (nul !== -1 || !isUtf8(bytes)) {
      const what = nul === -1 ? 'is not UTF-8' : 'holds a NUL byte';
      throw this.#error(this.#lineAt(this.#scanner.start), `this statement ${what}`, {
        code: nul === -1 ? 'SQL_FILE_NOT_UTF8' : 'SQL_FILE_NUL',
        hint: 'Make the dump with --encoding=UTF8.',
      });
    }
    return bytes.toString('utf8').trimEnd();
  }

  #error(line: number, what: string, options: { code: string; hint: string }): DumpScriptError {
    return new DumpScriptError({ file: this.#file, line }, what, options);
  }

  #lineAt(position: number): number {
    return this.#linesBefore + countLines(this.#buffer.view.subarray(0, position)) + 1;
  }

  #discard(count: number): void {
    this.#linesBefore += countLines(this.#buffer.view.subarray(0, count));
    this.#buffer.discard(count);
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    lines += 1;
  }
  return lines;
}
