import type { ClientBase } from 'pg';

import { compareTexts, type Assembly, type EntryChanges } from './snapshot-builder.ts';
import { runBatch, runTolerantBatch, type Yield } from './batch.ts';
import type { Entry } from './entry.ts';
import { FragileTypes } from './fragile-types.ts';
import { mergeSorted } from './merge-sorted.ts';
import {
  columnsOf,
  holdsRows,
  isSmall,
  noRows,
  oidOf,
  planExtensionRows,
  planRows,
  readRows,
  sameRows,
  tableSizes,
  type RowRead,
} from './rows.ts';
import type { RowColumn } from './row-statements.ts';
import { firstCell, Sequences } from './sequences.ts';
import type { TableRows } from './table-rows.ts';

/** A table or materialized view of which the rows are known, or an extension's table. */
interface Held {
  name: string;
  columns: readonly RowColumn[];
  /** The text of a value can change although no row does. */
  fragile: boolean;
  /** Undefined before the rows have been read. */
  rows: TableRows | undefined;
  maxima: ReadonlyMap<string, string | null>;
  extremes: readonly string[];
  small: boolean;
}

/** What to read, and what may be others than last time. */
export interface ContentsRequest {
  assembly: Assembly;
  changes: EntryChanges;
  /** What EXTENSION_TABLES yielded. */
  extensions: Yield;
  /** Whether the rows of the table with this OID may be others. */
  isStale: (oid: string) => boolean;
  /** Whether nothing was ever written to that table. */
  isUnwritten: (oid: string) => boolean;
}

const NOTHING: ReadonlyMap<string, string | null> = new Map();

/** What a database holds, as opposed to how it is defined. Reads again only what may have changed. */
export class Contents {
  readonly #tables = new Map<string, Held>();
  readonly #ofExtensions = new Map<string, Held & { condition: string }>();
  /** The names of partitioned tables by OID: their rows are spread over the partitions. */
  readonly #roots = new Map<string, string>();
  #rows: TableRows[] = [];

  readonly sequences = new Sequences();

  /** Whether extensions keep settings of users in tables. */
  hasExtensionTables = false;

  /** Sorted by table; the same array as last time if none has changed. */
  get rows(): TableRows[] {
    return this.#rows;
  }

  /** Brings all up to date, in two round trips. Returns a sentence for each table that could not be read. */
  async read(client: ClientBase, request: ContentsRequest): Promise<string[]> {
    const gone: TableRows[] = [];
    const due = new Map<string, Held>();
    this.#follow(request, due, gone);
    const extremes = this.sequences.extremesByTable();
    for (const [oid, held] of this.#tables) {
      const wanted = extremes.get(held.name) ?? [];
      if (held.fragile || wanted.join(',') !== held.extremes.join(',') || request.isStale(oid)) {
        due.set(oid, held);
      }
      held.extremes = wanted;
    }

    const sizes = await this.#sizes(client, due, request);
    const reads: { held: Held; read: RowRead }[] = [];
    const made: TableRows[] = [];
    const put = (held: Held, rows: TableRows, maxima: Held['maxima']): void => {
      held.maxima = maxima;
      if (held.rows !== undefined && sameRows(held.rows, rows)) {
        return;
      }
      if (held.rows !== undefined) {
        gone.push(held.rows);
      }
      held.rows = rows;
      made.push(rows);
    };
    for (const [oid, held] of due) {
      const size = sizes.get(oid) ?? null;
      held.small = isSmall(size);
      if (size === 0) {
        put(held, noRows(held.name), NOTHING);
      } else {
        reads.push({ held, read: planRows(held.name, held.columns, size, held.extremes) });
      }
    }
    reads.push(...this.#extensionReads(request, gone));

    const roots = this.sequences.comparedWith(new Set(this.#roots.values()));
    const answers = await runTolerantBatch(client, [
      ...reads.map(({ read }) => read.statement),
      ...roots.map(({ table, ownColumn }) => `SELECT max(${ownColumn}) FROM ${table}`),
    ]);
    const unreadable: string[] = [];
    for (const { held, read } of reads) {
      const answer = answers.shift() ?? 'no answer';
      if (typeof answer === 'string') {
        unreadable.push(`rows of ${read.table}: ${answer}`);
      } else {
        const facts = readRows(read, answer);
        put(held, facts.rows, facts.maxima);
      }
    }
    const maxima = new Map(roots.map(({ table, ownColumn }) => [`${table}.${ownColumn}`, firstCell(answers.shift())]));
    for (const held of this.#tables.values()) {
      held.maxima.forEach((maximum, column) => maxima.set(`${held.name}.${column}`, maximum));
    }
    this.#rows = mergeSorted(this.#rows, made, gone, byTable);
    await this.sequences.compare(client, maxima);
    return unreadable;
  }

  /** The OIDs of tables whose file is so large that their rows are not told one by one. */
  largeOids(): string[] {
    return [...this.#tables].flatMap(([oid, { small }]) => (small ? [] : [oid]));
  }

  /** Follows tables that came, changed and went. */
  #follow({ assembly, changes }: ContentsRequest, due: Map<string, Held>, gone: TableRows[]): void {
    const fragile = new FragileTypes(assembly.entries());
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
        const columns = columnsOf(assembly, entry);
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
    return { name: entry.name, columns, fragile: false, rows, maxima: NOTHING, extremes: [], small: true };
  }

  /** The sizes of the tables to be read. Large ones are looked at anyway, since VACUUM may have made them small. */
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
    const [answer] = await runBatch(client, [tableSizes([...oids])]);
    const sizes = new Map((answer?.rows ?? []).map(([oid, size]) => [`${oid}`, size === null ? null : Number(size)]));
    unwritten.forEach((oid) => sizes.set(oid, 0));
    for (const [oid, size] of sizes) {
      const held = this.#tables.get(oid);
      if (held !== undefined && isSmall(size) !== held.small) {
        due.set(oid, held);
      }
    }
    return sizes;
  }

  #extensionReads({ extensions, isStale }: ContentsRequest, gone: TableRows[]): { held: Held; read: RowRead }[] {
    this.hasExtensionTables = extensions.rows.length > 0;
    const filled = extensions.rows.filter(([, , , isFilled]) => isFilled === 't');
    const present = new Set(filled.map(([oid]) => `${oid}`));
    for (const [oid, { rows }] of this.#ofExtensions) {
      if (!present.has(oid)) {
        this.#ofExtensions.delete(oid);
        gone.push(...(rows === undefined ? [] : [rows]));
      }
    }
    return filled.flatMap(([oid, table, condition]) => {
      const known = this.#ofExtensions.get(`${oid}`);
      const held = known ?? {
        name: `${table}`,
        columns: [],
        fragile: false,
        rows: undefined,
        maxima: NOTHING,
        extremes: [],
        small: true,
        condition: condition ?? '',
      };
      this.#ofExtensions.set(`${oid}`, held);
      return known === undefined || isStale(`${oid}`)
        ? [{ held, read: planExtensionRows(held.name, held.condition) }]
        : [];
    });
  }
}

function byTable(a: TableRows, b: TableRows): number {
  return compareTexts(a.table, b.table);
}
