import type { ClientBase } from 'pg';

import { runBatch, runTolerantBatch } from './batch.ts';
import type { Entry } from './entry.ts';
import { FragileTypes } from './fragile-types.ts';
import { mergeSorted } from './merge-sorted.ts';
import {
  bytesOfTables,
  columnsOf,
  holdsRows,
  isSmall,
  noRows,
  oidOf,
  readRows,
  rowRead,
  sameRows,
  tableSizes,
  type RowRead,
  type TableRows,
  type UnreadRows,
} from './rows.ts';
import type { RowColumn } from './row-statements.ts';
import { firstCell, Sequences } from './sequences.ts';
import { compareTexts, type EntryChanges, type SnapshotBuilder } from './snapshot-builder.ts';

/** A table or materialized view. */
interface Held {
  name: string;
  columns: readonly RowColumn[];
  /** The text of a value can change although no row changes. */
  fragile: boolean;
  /** Undefined before the rows have been read. */
  rows: TableRows | undefined;
  maxima: ReadonlyMap<string, string | null>;
  maxColumns: readonly string[];
  /** The rows are hashed one by one. */
  small: boolean;
}

/** What to read, and what may have changed since the last read. */
export interface ContentsRequest {
  builder: SnapshotBuilder;
  changes: EntryChanges;
  /** Whether the rows of the table with this OID may have changed. */
  isStale: (oid: string) => boolean;
  /** Whether nothing was ever written to that table. */
  isUnwritten: (oid: string) => boolean;
  /** The rows of tables that take more than this many bytes are not read. Default: all are. */
  maxTableBytes?: number | undefined;
}

const NO_MAXIMA: ReadonlyMap<string, string | null> = new Map();

/** The rows and sequence values of a database. Reads again only what may have changed. */
export class Contents {
  readonly #tables = new Map<string, Held>();
  /** The names of partitioned tables by OID; their rows are in the partitions. */
  readonly #roots = new Map<string, string>();
  #rows: TableRows[] = [];

  readonly sequences: Sequences;

  constructor(sequences = new Sequences()) {
    this.sequences = sequences;
  }

  copy(): Contents {
    const copy = new Contents(this.sequences.copy());
    this.#tables.forEach((held, oid) => copy.#tables.set(oid, { ...held }));
    this.#roots.forEach((name, oid) => copy.#roots.set(oid, name));
    copy.#rows = this.#rows;
    return copy;
  }

  /** Sorted by table; the same array as before if none has changed. */
  get rows(): TableRows[] {
    return this.#rows;
  }

  /** Reads what may have changed, in two round trips. Returns the tables whose rows were not read. */
  async read(client: ClientBase, request: ContentsRequest): Promise<UnreadRows[]> {
    const gone: TableRows[] = [];
    const due = new Map<string, Held>();
    this.#updateTables(request, due, gone);
    const maxColumns = this.sequences.columnsByTable();
    for (const [oid, held] of this.#tables) {
      const wanted = maxColumns.get(held.name) ?? [];
      if (held.fragile || wanted.join(',') !== held.maxColumns.join(',') || request.isStale(oid)) {
        due.set(oid, held);
      }
      held.maxColumns = wanted;
    }

    const sizes = await this.#sizes(client, due, request);
    const tooLarge = await oidsOfLarger(client, [...due.keys()], request.maxTableBytes);
    const unread: UnreadRows[] = [];
    const reads: { held: Held; read: RowRead }[] = [];
    const added: TableRows[] = [];
    const put = (held: Held, rows: TableRows, maxima: Held['maxima']): void => {
      held.maxima = maxima;
      if (held.rows !== undefined && sameRows(held.rows, rows)) {
        return;
      }
      if (held.rows !== undefined) {
        gone.push(held.rows);
      }
      held.rows = rows;
      added.push(rows);
    };
    for (const [oid, held] of due) {
      const size = sizes.get(oid) ?? null;
      held.small = isSmall(size);
      if (tooLarge.has(oid)) {
        unread.push({ table: held.name, reason: `more than ${(request.maxTableBytes ?? 0) / 1e6} MB` });
      } else if (size === 0) {
        put(held, noRows(held.name), NO_MAXIMA);
      } else {
        reads.push({ held, read: rowRead(held.name, held.columns, size, held.maxColumns) });
      }
    }

    const roots = this.sequences.comparedWith(new Set(this.#roots.values()));
    const results = await runTolerantBatch(client, [
      ...reads.map(({ read }) => read.statement),
      ...roots.map(({ table, ownColumn }) => `SELECT max(${ownColumn}) FROM ${table}`),
    ]);
    for (const { held, read } of reads) {
      const result = results.shift() ?? 'no result';
      if (typeof result === 'string') {
        unread.push({ table: read.table, reason: result });
      } else {
        const facts = readRows(read, result);
        put(held, facts.rows, facts.maxima);
      }
    }
    const maxima = new Map(roots.map(({ table, ownColumn }) => [`${table}.${ownColumn}`, firstCell(results.shift())]));
    for (const held of this.#tables.values()) {
      held.maxima.forEach((maximum, column) => maxima.set(`${held.name}.${column}`, maximum));
    }
    this.#rows = mergeSorted(this.#rows, added, gone, byTable);
    await this.sequences.compare(client, maxima);
    return unread;
  }

  /** The OIDs of tables whose rows are not hashed one by one. */
  largeOids(): string[] {
    return [...this.#tables].flatMap(([oid, { small }]) => (small ? [] : [oid]));
  }

  /** Adds, updates and removes tables by the changes of entries. */
  #updateTables({ builder, changes }: ContentsRequest, due: Map<string, Held>, gone: TableRows[]): void {
    const fragile = new FragileTypes(builder.entries());
    for (const entry of [...changes.removed, ...changes.touched]) {
      const oid = oidOf(entry);
      if (oid === undefined) {
        continue;
      }
      const held = this.#tables.get(oid);
      this.#roots.delete(oid);
      if (changes.touched.has(entry) && entry.definition['partition key'] !== undefined) {
        this.#roots.set(oid, entry.name);
      }
      if (changes.touched.has(entry) && holdsRows(entry)) {
        const columns = columnsOf(builder, entry);
        const next = this.#renewed(held, entry, columns, gone);
        next.fragile = columns.some(({ type }) => fragile.has(type));
        this.#tables.set(oid, next);
        due.set(oid, next);
      } else if (held !== undefined) {
        this.#tables.delete(oid);
        gone.push(...(held.rows === undefined ? [] : [held.rows]));
      }
    }
  }

  #renewed(held: Held | undefined, entry: Entry, columns: readonly RowColumn[], gone: TableRows[]): Held {
    if (held !== undefined && held.name !== entry.name && held.rows !== undefined) {
      gone.push(held.rows);
    }
    const rows = held !== undefined && held.name === entry.name ? held.rows : undefined;
    return { name: entry.name, columns, fragile: false, rows, maxima: NO_MAXIMA, maxColumns: [], small: true };
  }

  /** The sizes of the tables to read, and of all large tables, because VACUUM may have made them small. */
  async #sizes(
    client: ClientBase,
    due: Map<string, Held>,
    { isUnwritten }: ContentsRequest,
  ): Promise<Map<string, number | null>> {
    const unwritten = [...due.keys()].filter(isUnwritten);
    const oids = new Set([...due.keys(), ...this.largeOids()]);
    unwritten.forEach((oid) => oids.delete(oid));
    if (oids.size === 0) {
      return new Map(unwritten.map((oid) => [oid, 0]));
    }
    const [result] = await runBatch(client, [tableSizes([...oids])]);
    const sizes = new Map((result?.rows ?? []).map(([oid, size]) => [`${oid}`, size === null ? null : Number(size)]));
    unwritten.forEach((oid) => sizes.set(oid, 0));
    for (const [oid, size] of sizes) {
      const held = this.#tables.get(oid);
      if (held !== undefined && isSmall(size) !== held.small) {
        due.set(oid, held);
      }
    }
    return sizes;
  }
}

/** The OIDs of the tables that take more than so many bytes. */
async function oidsOfLarger(client: ClientBase, oids: readonly string[], bytes?: number): Promise<Set<string>> {
  if (bytes === undefined || oids.length === 0) {
    return new Set();
  }
  const [result] = await runBatch(client, [bytesOfTables(oids)]);
  return new Set((result?.rows ?? []).flatMap(([oid, taken]) => (Number(taken) > bytes ? [`${oid}`] : [])));
}

function byTable(a: TableRows, b: TableRows): number {
  return compareTexts(a.table, b.table);
}
