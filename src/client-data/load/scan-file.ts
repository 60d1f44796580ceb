import { openDump } from '../../migrations/client-data/dump-file.ts';
import { DumpReader, type DumpEvent } from '../../sql/dump/dump-reader.ts';
import { dumpStatementKind } from '../../sql/dump/dump-statement-kind.ts';
import { migratedTablesOf, schemaVersionOf } from '../output/script.ts';

/** What a script writes into one table by COPY. */
export interface ScannedTable {
  /** Its schema and name, or the name alone. */
  name: readonly string[];
  /** The columns as they are named in the statement, unquoted; empty without a list. */
  columns: readonly string[];
  rows: number;
  /** The first row, as COPY writes it, if it is not very long. */
  firstLine: string | undefined;
}

export interface ScannedFile {
  /** The version that the top of the file names; undefined in files of other programs. */
  schemaVersion: bigint | undefined;
  /** Tables into which the migrations insert rows, as the top of the file names them. */
  migratedTables: readonly string[];
  tables: readonly ScannedTable[];
}

/** The top of a file of ours is shorter, unless the migrations insert rows into hundreds of tables. */
const HEAD_BYTES = 64 * 1024;

/** A first row that is longer is not kept. */
const LONGEST_LINE = 100_000;

/**
 * Reads a script to its end without a server: which version it is for and what it copies.
 *
 * @throws EnvironmentError `CLIENT_DATA_UNREADABLE`; DumpScriptError
 */
export async function scanFile(file: string): Promise<ScannedFile> {
  const dump = await openDump(file);
  const scan = new Scan();
  const reader = new DumpReader(file);
  try {
    for await (const chunk of dump.chunks) {
      scan.head(chunk);
      scan.take(reader.push(chunk));
    }
    scan.take(reader.end());
    return scan.result();
  } finally {
    dump.close();
  }
}

/**
 * The version that the top of a script names; undefined in files of other programs. Reads no further.
 *
 * @throws EnvironmentError `CLIENT_DATA_UNREADABLE`
 */
export async function readSchemaVersion(file: string): Promise<bigint | undefined> {
  const dump = await openDump(file);
  let head = '';
  try {
    for await (const chunk of dump.chunks) {
      head += chunk.toString('utf8', 0, HEAD_BYTES - head.length);
      if (head.length >= HEAD_BYTES) {
        break;
      }
    }
  } finally {
    dump.close();
  }
  return schemaVersionOf(head);
}

class Scan {
  #head = '';
  readonly #tables: ScannedTable[] = [];
  #current: { name: string[]; columns: string[] } | undefined;
  #line = '';
  #hasLine = false;

  head(chunk: Buffer): void {
    if (this.#head.length < HEAD_BYTES) {
      this.#head += chunk.toString('utf8', 0, HEAD_BYTES - this.#head.length);
    }
  }

  take(events: Iterable<DumpEvent>): void {
    for (const event of events) {
      switch (event.kind) {
        case 'copy-start': {
          const kind = dumpStatementKind(event.text);
          this.#current = { name: kind.kind === 'copy' ? kind.table : [], columns: columnsOf(event.text) };
          this.#line = '';
          this.#hasLine = false;
          break;
        }
        case 'copy-data':
          this.#data(event.bytes);
          break;
        case 'copy-end':
          this.#tables.push({
            name: this.#current?.name ?? [],
            columns: this.#current?.columns ?? [],
            rows: event.rows,
            firstLine: this.#hasLine ? this.#line : undefined,
          });
          break;
        case 'statement':
        case 'command':
          break;
      }
    }
  }

  #data(bytes: Buffer): void {
    if (this.#hasLine || this.#line.length > LONGEST_LINE) {
      return;
    }
    const end = bytes.indexOf('\n');
    this.#line += bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
    this.#hasLine = end !== -1;
  }

  result(): ScannedFile {
    return {
      schemaVersion: schemaVersionOf(this.#head),
      migratedTables: migratedTablesOf(this.#head),
      tables: this.#tables,
    };
  }
}

/** The names in the list of a COPY statement. */
function columnsOf(statement: string): string[] {
  const [, list = ''] = /^[^(]*\(((?:"(?:[^"]|"")*"|[^")])*)\)\s*from\b/is.exec(statement) ?? [];
  return [...list.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain.toLowerCase() : quoted.replaceAll('""', '"'),
  );
}
