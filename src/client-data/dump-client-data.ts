import { statSync } from 'node:fs';

import type { StartOptions } from '../databases/start.ts';
import { type AnonymizeOptions, planTables } from './anonymize/plan/plan-tables.ts';
import type { AnonymizationPlan } from './anonymize/plan/plan-entry.ts';
import { requireDecisions } from './anonymize/plan/require-decisions.ts';
import { guardFromGit } from './git/git-guard.ts';
import { checkedFile, type CheckedFile } from './leak-check/checked-file.ts';
import { migratedRows } from './migrated/migrated-rows.ts';
import { loadOrder } from './output/circles.ts';
import { withOutputFile } from './output/output-file.ts';
import { scriptEnd, scriptHead } from './output/script.ts';
import { allRows, writeTables, type TableRows, type WrittenTable } from './output/write-tables.ts';
import { askedRows, type SliceOptions } from './slice/asked-rows.ts';
import { describeReference, keyReferences, nameReferences, type SharedReference } from './slice/references.ts';
import { selectSlice, type Slice } from './slice/select-slice.ts';
import { timeLimits, type TimeLimit } from './slice/since.ts';
import { requireVersion, wantedVersion, type WantedVersion } from './source/schema-version.ts';
import { sequenceStatements } from './source/sequences.ts';
import { lockTables, withSource, type SourceSessions } from './source/source-session.ts';
import type { DumpTable, MasksOf } from './tables/dump-table.ts';
import { withoutExcluded } from './tables/excluded-tables.ts';
import { isToolTable } from './tables/own-tables.ts';
import { readDumpTables, withSizes } from './tables/read-tables.ts';

export interface DumpProgress {
  /** Rows and bytes written so far, before compression. */
  rows: number;
  bytes: number;
  /** The share of all rows that have been written, from 0 to 1; undefined while it is not known. */
  share: number | undefined;
  /** What is being done: a table's name, or a step before the first table. */
  step: string;
}

export interface DumpOptions extends SliceOptions {
  /** The database to read. */
  url: string;
  /** The file to write; `.gz` and `.zst` are compressed. */
  out: string;
  /** How a database with the migrations is made, to know which rows they insert. */
  migrated: StartOptions;
  /** Tables to leave out. */
  exclude?: readonly string[] | undefined;
  /** Rows of series from this date on. */
  since?: string | undefined;
  /** The version that the source has, if it is not the last one of the folder. */
  schemaVersion?: bigint | undefined;
  /** How values are anonymized. Without it and `masksOf`, real values are written. */
  anonymize?: AnonymizeOptions | undefined;
  /** Custom masks of each table, instead of `anonymize`. */
  masksOf?: MasksOf | undefined;
  /** Adds the lines to `.gitignore` and `.dockerignore` that keep the file out. */
  writeIgnore?: boolean | undefined;
  /** References that no key and no name of a key shows; those between tables that are not there are ignored. */
  references?: readonly SharedReference[] | undefined;
  onProgress?: ((progress: DumpProgress) => void) | undefined;
}

export interface DumpReport {
  file: string;
  database: string;
  schemaVersion: bigint | null;
  /** Whether the file has a part of the rows. */
  part: boolean;
  anonymized: boolean;
  /** Tables with rows in the file, or rows that the migrations insert. */
  tables: readonly WrittenTable[];
  rows: number;
  /** Of the file on disk. */
  bytes: number;
  milliseconds: number;
  /** What a person should know of the file, in sentences. */
  notes: readonly string[];
}

/**
 * Writes the rows of a database, or a part of them without a reference that leads nowhere, to a script that `psql` and
 * `start` load into a database with the same migrations. The same rows give the same bytes.
 *
 * The source is read in one read-only transaction. The file appears when it is complete, readable only by its owner. Rows that the migrations insert, and those
 * of tools, are not written.
 *
 * @throws InvalidOptionError; the errors of `withSource`, `requireVersion`, `selectSlice`, `withOutputFile`,
 *   `guardFromGit` and `migratedRows`; with `anonymize` those of `planAnonymization`, `ANONYMIZE_UNDECIDED`, `ANONYMIZE_LEAK`
 */
export async function dumpClientData(options: DumpOptions): Promise<DumpReport> {
  const begun = performance.now();
  const { url, out, migrated, schemaVersion } = options;
  const wanted = await wantedVersion(migrated.migrations, migrated.clientData, schemaVersion);
  const ignoreFiles = await guardFromGit(out, { writeIgnore: options.writeIgnore === true });
  const temporaryTables = [options.where, options.clients, options.sites, options.sample].some(
    (each) => each !== undefined,
  );
  const written = await withSource(
    url,
    async (sessions) => {
      await requireVersion(sessions.first, url, wanted, schemaVersion);
      return new Dump(options, wanted, sessions).write();
    },
    { temporaryTables },
  );
  const notes = [...ignoreFiles.map((file) => `added a line to ${file}`), ...written.notes];
  return { ...written, file: out, bytes: statSync(out).size, milliseconds: performance.now() - begun, notes };
}

class Dump {
  readonly #options: DumpOptions;
  readonly #wanted: WantedVersion;
  readonly #sessions: SourceSessions;
  readonly #notes: string[] = [];

  constructor(options: DumpOptions, wanted: WantedVersion, sessions: SourceSessions) {
    this.#options = options;
    this.#wanted = wanted;
    this.#sessions = sessions;
  }

  async write(): Promise<Omit<DumpReport, 'file' | 'bytes' | 'milliseconds'>> {
    const { first } = this.#sessions;
    const { exclude = [], migrated, masksOf: custom } = this.#options;
    this.#step('Reading the catalog');
    const present = (await readDumpTables(first)).filter((table) => !isToolTable(table));
    const kept = await withoutExcluded(first, present, exclude);
    this.#step('Locking the tables');
    await lockTables(first, kept);
    const all = await withSizes(first, kept);
    const limits = timeLimits(all, this.#options.since);
    // Both take about as long; the server of the migrations is another one.
    const [rows, known] = await bothEnded(
      this.#choose(all, limits),
      migratedRows(this.#wanted.isHead ? migrated : { ...migrated, to: this.#wanted.version ?? undefined }, all),
    );
    this.#noteLimits(limits);
    const plan = await this.#plan(all, known);
    const masksOf = plan?.masksOf ?? custom;
    const order = loadOrder(rows.tables.map(({ table }) => table));
    const sequences = await sequenceStatements(first, all);
    this.#notes.push(
      ...sequences.unreadable.map((name) => `the sequence ${name} is not set: the role may not read it`),
    );
    const part = rows.slice !== undefined || limits.size > 0 || exclude.length > 0;
    const facts = {
      version: this.#wanted.version,
      part,
      anonymized: masksOf !== undefined,
      migratedTables: rows.tables.map(({ table }) => table.id).filter((id) => known.has(id)),
    };
    const places = new Map(order.tables.map((table, place) => [table, place]));
    const sorted = rows.tables.toSorted((a, b) => (places.get(a.table) ?? 0) - (places.get(b.table) ?? 0));
    const tables = await withOutputFile(this.#options.out, async (output) => {
      const file: CheckedFile = plan === undefined ? output : checkedFile(output, plan);
      await file.write(scriptHead(facts, order.before));
      const progress = this.#progress(sorted, file, rows.slice === undefined);
      const second = rows.slice === undefined ? await this.#sessions.openSecond(all) : undefined;
      const written = await writeTables(second === undefined ? [first] : [first, second], sorted, file, {
        masksOf: masksOf ?? (() => undefined),
        migrated: known,
        isWhole: (table) => rows.slice === undefined && !limits.has(table),
        onRows: progress,
      });
      await file.write(scriptEnd([...written.deletes, ...order.after, ...sequences.statements]));
      file.requireNoLeaks?.();
      return written.tables;
    });
    this.#noteTables(tables, rows.slice);
    return {
      database: first.database ?? '',
      schemaVersion: this.#wanted.version,
      part,
      anonymized: masksOf !== undefined,
      tables: tables.filter(({ rows: count, fromMigrations }) => count + fromMigrations > 0),
      rows: tables.reduce((sum, table) => sum + table.rows, 0),
      notes: this.#notes,
    };
  }

  /** The plan of anonymization, if it is asked for. @throws ElementalError `ANONYMIZE_UNDECIDED` */
  async #plan(
    all: readonly DumpTable[],
    migrated: ReadonlyMap<string, readonly string[]>,
  ): Promise<AnonymizationPlan | undefined> {
    const { anonymize } = this.#options;
    if (anonymize === undefined) {
      return undefined;
    }
    const step = (message: string): void => this.#step(message);
    const plan = await planTables(this.#sessions.first, all, migrated, anonymize, step);
    requireDecisions(plan);
    return plan;
  }

  /** All rows, or those of a slice. Temporary tables of a slice belong to one session. */
  async #choose(
    all: readonly DumpTable[],
    limits: ReadonlyMap<DumpTable, TimeLimit>,
  ): Promise<{ tables: readonly TableRows[]; slice: Slice | undefined }> {
    const asked = askedRows(all, this.#options);
    if (asked.length === 0) {
      return { tables: all.map((table) => allRows(table, limits.get(table)?.condition)), slice: undefined };
    }
    this.#step('Selecting the rows');
    const { first } = this.#sessions;
    const names = await nameReferences(first, all, this.#options.references ?? []);
    if (names.length > 0) {
      this.#notes.push(`followed without a key: ${names.map(describeReference).join('; ')}`);
    }
    const slice = await selectSlice(first, {
      tables: all,
      // Names first: what they lead to comes with the rows that belong to it alone.
      references: [...names, ...keyReferences(all)],
      asked,
      limit: (table) => limits.get(table)?.condition,
    });
    return { tables: slice.rows, slice };
  }

  #noteLimits(limits: ReadonlyMap<DumpTable, TimeLimit>): void {
    if (limits.size > 0) {
      const columns = [...limits.values()].map(({ table, column }) => `${table}.${column}`).join(', ');
      this.#notes.push(`--since ${this.#options.since ?? ''} limits ${columns}`);
    }
  }

  #noteTables(tables: readonly WrittenTable[], slice: Slice | undefined): void {
    for (const { table, updated, missing, deleted } of tables) {
      if (updated > 0) {
        this.#notes.push(
          `${table}: ${updated} rows of the migrations have other values in the source; the file updates them`,
        );
      }
      if (missing > 0 && slice === undefined) {
        const end = deleted > 0 ? 'the file deletes them' : 'they stay';
        this.#notes.push(`${table}: ${missing} rows that the migrations insert are not in the source; ${end}`);
      }
    }
    if (slice !== undefined && slice.namedInJson.length > 0) {
      this.#notes.push(`names within JSON, by which rows are left out but not found: ${slice.namedInJson.join('; ')}`);
    }
    for (const { table, rows } of slice?.leftOut ?? []) {
      this.#notes.push(`${table}: ${rows} rows are left out, because they also belong to rows that were not asked for`);
    }
    if (slice !== undefined && slice.notReached.length > 0) {
      this.#notes.push(`no reference leads to ${slice.notReached.join(', ')}; take rows of it with --where TABLE=true`);
    }
  }

  #step(step: string): void {
    this.#options.onProgress?.({ rows: 0, bytes: 0, share: undefined, step });
  }

  /** The share is known for whole tables only, by the size of their heaps, which is about that of their text. */
  #progress(
    rows: readonly TableRows[],
    file: { bytes: number },
    whole: boolean,
  ): (table: DumpTable, count: number) => void {
    const total = rows.reduce((sum, { table }) => sum + table.bytes, 0);
    let written = 0;
    return (table, count) => {
      written += count;
      const share = whole && total > 0 ? Math.min(0.99, file.bytes / total) : undefined;
      this.#options.onProgress?.({ rows: written, bytes: file.bytes, share, step: table.id });
    };
  }
}

/** Both results. An error is thrown when both have ended, so that no server goes on starting. */
async function bothEnded<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
