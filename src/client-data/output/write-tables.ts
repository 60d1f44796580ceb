import type { Client } from 'pg';

import { copyOut } from '../../postgres/copy-out.ts';
import { cutConnection } from '../../postgres/step-limit.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { explainReadError } from '../source/source-session.ts';
import type { DumpTable, MasksOf } from '../tables/dump-table.ts';
import type { OutputFile } from './output-file.ts';
import { rowFilter, type RowFilter } from './row-filter.ts';
import { rowOrder } from './row-order.ts';

/** The name under which queries read a table. */
export const ROW_ALIAS = 'r';

/** Which rows of a table are written. */
export interface TableRows {
  table: DumpTable;
  /** What follows the columns in a query for them: `FROM ONLY public.t AS r WHERE …`. */
  from: string;
}

export interface WrittenTable {
  table: string;
  /** Rows in the file. */
  rows: number;
  /** Rows that the migrations insert, so that the file does not have them. */
  fromMigrations: number;
  /** Rows that the migrations insert with other values; the file changes them. */
  updated: number;
  /** Rows that the migrations insert and the source does not have. */
  missing: number;
  /** How many statements at the end of the file remove these; none in a part of the rows. */
  deleted: number;
}

/** What was written, and what remains to be written behind the rows. */
export interface WrittenTables {
  tables: WrittenTable[];
  /** Statements that remove rows of the migrations, children first. */
  deletes: string[];
}

export interface WriteTablesOptions {
  masksOf: MasksOf;
  /** Rows that the migrations insert, as COPY writes them, by the `id` of the table. */
  migrated: ReadonlyMap<string, readonly string[]>;
  /** Whether all rows of a table are written, so that those which are not among them are not in the source. */
  isWhole: (table: DumpTable) => boolean;
  /** Called for each piece. */
  onRows: (table: DumpTable, rows: number) => void;
}

/** All rows of a table, or those that meet a condition. */
export function allRows(table: DumpTable, condition = ''): TableRows {
  const where = condition === '' ? '' : ` WHERE ${condition}`;
  return { table, from: `FROM ${table.partitioned ? '' : 'ONLY '}${table.sql} AS ${ROW_ALIAS}${where}` };
}

/** The columns of a table that COPY takes. */
function copiedColumns({ columns }: DumpTable): string[] {
  return columns.filter(({ generated }) => !generated).map(({ name }) => name);
}

/** The statement that reads rows in their order. */
export function copyStatement({ table, from }: TableRows): string {
  const columns = copiedColumns(table).map((name) => `${ROW_ALIAS}.${quoteIdentifier(name)}`);
  return `COPY (SELECT ${columns.join(', ')} ${from} ORDER BY ${rowOrder(table, ROW_ALIAS)}) TO STDOUT`;
}

/** Bytes of rows that may wait in memory for the tables before them. */
const MOST_WAITING = 64 * 1024 * 1024;

/**
 * Writes tables one behind the other. With two sessions, the next tables are read while this one is: their rows wait in memory, up to
 * a limit, then in the connection.
 */
export async function writeTables(
  sessions: readonly Client[],
  all: readonly TableRows[],
  file: OutputFile,
  options: WriteTablesOptions,
): Promise<WrittenTables> {
  const turns = all.map(() => new Turn());
  turns[0]?.begin();
  const tables: WrittenTable[] = [];
  const deletes: (readonly string[])[] = [];
  const waiting = { bytes: 0 };
  let next = 0;
  let failure: { error: unknown } | undefined;
  // The others wait for a turn that never comes, or for the server to sort.
  const stop = (error: unknown): void => {
    failure ??= { error };
    turns.forEach((turn) => turn.cancel(error));
    sessions.forEach(cutConnection);
  };
  const work = async (session: Client): Promise<void> => {
    const finished: Promise<void>[] = [];
    for (let place = next++; place < all.length; place = next++) {
      const rows = all[place];
      if (rows !== undefined) {
        const writer = new TableWriter(rows, file, turns[place], waiting, options);
        await writer.read(session);
        const finish = async (): Promise<void> => {
          tables[place] = await writer.finish();
          deletes[place] = writer.deletes();
          turns[place + 1]?.begin();
        };
        const done = finish();
        // The session may be reading the next table meanwhile.
        done.catch(stop);
        finished.push(done);
      }
    }
    await Promise.all(finished);
  };
  const workers = sessions.map(work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop(error);
    await Promise.allSettled(workers);
    throw failure?.error ?? error;
  }
  return { tables, deletes: deletes.toReversed().flat() };
}

/** When a table may be written: behind the one before it. */
class Turn {
  readonly come: Promise<void>;
  isHere = false;
  begin: () => void = () => undefined;
  cancel: (error: unknown) => void = () => undefined;

  constructor() {
    this.come = new Promise((resolve, reject) => {
      this.begin = () => {
        this.isHere = true;
        resolve();
      };
      this.cancel = reject;
    });
    // Cancelled when another table fails, perhaps before this one has a row.
    this.come.catch(() => undefined);
  }
}

class TableWriter {
  readonly #rows: TableRows;
  readonly #columns: string[];
  readonly #file: OutputFile;
  readonly #options: WriteTablesOptions;
  readonly #filter: RowFilter | undefined;
  readonly #turn: Turn | undefined;
  /** Of all tables. */
  readonly #waiting: { bytes: number };
  /** Rows that wait for the turn, in their order. */
  readonly #held: { rows: Buffer; count: number }[] = [];
  /** Statements ahead of the rows. */
  #before = '';
  #begun = false;
  #written = 0;

  constructor(
    rows: TableRows,
    file: OutputFile,
    turn: Turn | undefined,
    waiting: { bytes: number },
    options: WriteTablesOptions,
  ) {
    const { table } = rows;
    this.#rows = rows;
    this.#columns = copiedColumns(table);
    this.#file = file;
    this.#options = options;
    this.#turn = turn;
    this.#waiting = waiting;
    this.#filter = rowFilter(table, this.#columns, options.masksOf(table), options.migrated.get(table.id));
  }

  /** Reads the rows, and writes them if it is their turn. */
  async read(session: Client): Promise<void> {
    try {
      const look = this.#filter?.look;
      if (look !== undefined) {
        await copyOut(session, copyStatement(this.#rows), (rows) => {
          look(rows);
          return undefined;
        });
      }
      this.#before = lines(this.#filter?.before() ?? []);
      await copyOut(session, copyStatement(this.#rows), (rows, count) => this.#take(rows, count));
    } catch (error) {
      throw explainReadError(this.#rows.table, error);
    }
  }

  /** When it is their turn, writes the rows that wait, and what is behind them. */
  async finish(): Promise<WrittenTable> {
    await this.#release();
    const end = `${this.#begun ? '\\.\n\n' : this.#before}${lines(this.#filter?.after() ?? [])}`;
    if (end !== '') {
      await this.#file.write(end);
    }
    const counts = this.#filter?.counts();
    return {
      table: this.#rows.table.id,
      rows: this.#written,
      fromMigrations: counts?.skipped ?? 0,
      updated: counts?.updated ?? 0,
      missing: counts?.missing ?? 0,
      deleted: this.deletes().length,
    };
  }

  /** Statements that remove rows of the migrations which are not in the source. */
  deletes(): string[] {
    return this.#options.isWhole(this.#rows.table) ? (this.#filter?.deletes() ?? []) : [];
  }

  #take(rows: Buffer, count: number): Promise<void> | undefined {
    if (this.#turn?.isHere === true && this.#held.length === 0) {
      return this.#put(rows, count);
    }
    this.#held.push({ rows, count });
    this.#waiting.bytes += rows.length;
    return this.#turn?.isHere === true || this.#waiting.bytes > MOST_WAITING ? this.#release() : undefined;
  }

  async #release(): Promise<void> {
    await this.#turn?.come;
    for (let next = this.#held.shift(); next !== undefined; next = this.#held.shift()) {
      this.#waiting.bytes -= next.rows.length;
      await this.#put(next.rows, next.count);
    }
  }

  #put(given: Buffer, read: number): Promise<void> | undefined {
    const { text, count } = this.#filter?.rows(given) ?? { text: given, count: read };
    if (count === 0) {
      return undefined;
    }
    this.#written += count;
    this.#options.onRows(this.#rows.table, count);
    if (this.#begun) {
      return this.#file.write(text);
    }
    this.#begun = true;
    const columns = this.#columns.map(quoteIdentifier).join(', ');
    return both(
      this.#file.write(`${this.#before}COPY ${this.#rows.table.sql} (${columns}) FROM stdin;\n`),
      this.#file.write(text),
    );
  }
}

function lines(statements: readonly string[]): string {
  return statements.length === 0 ? '' : `${statements.join('\n')}\n\n`;
}

function both(one: Promise<void> | undefined, other: Promise<void> | undefined): Promise<void> | undefined {
  return one === undefined ? other : one.then(() => other);
}
