import type { Client } from 'pg';

import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { Compared } from '../../seeding/insert/table-plan.ts';
import { createPopulator, type Populate } from '../../seeding/insert/populate.ts';
import type { EmptyTrialResult } from '../report/pass-results.ts';
import type { MigrationSource } from '../migration-source.ts';
import { alteredTables, comparedIn, tablesWithChangedColumns } from './changed-tables.ts';
import { emptyTables } from './empty-tables.ts';
import { RootTables, type RootTable } from './root-tables.ts';
import { tableDefinitions } from './table-definitions.ts';
import { insertConflictingRows } from './inserted-rows.ts';
import type { RefusedRows, UserRows } from './user-rows.ts';
import type { Unpopulated } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

/** A table with this many rows gets no more, however often it is altered. */
const ENOUGH_ROWS = 100;

/** A trial database with rows in its tables. */
export class PopulatedDatabase {
  readonly #database: TrialDatabase;
  readonly #populate: Populate = createPopulator();
  readonly #userRows: ReadonlyMap<bigint, UserRows>;
  /** The current state; undefined when it is not known. */
  #state: CatalogSnapshot | undefined;
  #unpopulated = new Map<string, string>();
  #hasBoundaryValues = true;
  /** Whether rows get the values that the files compare columns with. */
  #hasComparedValues = true;
  #refusedRows: RefusedRows | undefined;
  /** Tables whose rows the current migration rejects. */
  #excluded = new Set<string>();
  /** For each table that got rows since the database was last restored, how many it had without them. */
  #filled: Map<string, number>;
  /** Tables that got more rows after the up. */
  #refilled: ReadonlySet<string> = new Set();
  /** Tables with columns that the up added or changed. */
  #changedColumns: ReadonlySet<string> = new Set();
  /** The same of the last migration: its down and third up may have left no values in them. */
  #stale: ReadonlySet<string> = new Set();
  /** Whether the rows are those that the database was opened or restored with. */
  #hasKeptRows: boolean;
  /** Whether no migration has been tried since then: every row of a table that had none is a generated one. */
  #isUntouched = true;
  /** How often rows were inserted since the database was last restored: no two times get the same rows. */
  #fills: number;

  /** @param filled the tables that got rows before, and how many they had without them */
  constructor(
    database: TrialDatabase,
    userRows: ReadonlyMap<bigint, UserRows>,
    filled: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#database = database;
    this.#userRows = userRows;
    this.#filled = new Map(filled);
    this.#hasKeptRows = filled.size > 0;
    this.#fills = this.#hasKeptRows ? 1 : 0;
  }

  /** The role that runs all files. */
  get role(): string {
    return this.#database.role;
  }

  /**
   * Inserts rows into every table that got none yet, then those of the user for this version, then some that conflict with
   * what the up is about to insert.
   *
   * @returns the state before the up
   */
  async prepare(empty: EmptyTrialResult): Promise<CatalogSnapshot> {
    const { source, insertedRows } = empty;
    let state = this.#state ?? (await this.takeSnapshot());
    let roots = new RootTables(state);
    const compared = await this.#comparedIn(state, empty);
    const needsMore = (table: string): boolean => this.#stale.has(table) || compared.has(table);
    // Kept rows lack the compared values; a run without kept rows inserts all that refer to one another at once.
    const lacksCompared = this.#hasKeptRows && compared.size > 0;
    const mayEmpty = (table: string): boolean => this.#filled.get(table) === 0;
    const goAlone =
      lacksCompared && this.#isUntouched && (await emptyTables(await this.client(), [...compared.keys()], mayEmpty));
    const hasTooMany = roots.tables.some(({ count, table }) => count >= ENOUGH_ROWS && needsMore(table));
    if (lacksCompared || hasTooMany) {
      await (goAlone ? undefined : this.#restore());
      this.#fills = 0; // So that the rows are those of a run without kept rows.
      state = await this.takeSnapshot();
      roots = new RootTables(state);
    }
    this.#hasComparedValues = compared.size > 0;
    const lacking = roots.tables.filter(
      ({ count, table }) => needsMore(table) || count <= (this.#filled.get(table) ?? ENOUGH_ROWS - 1),
    );
    let changed = await this.#fill(lacking, compared);
    this.#stale = new Set();
    const own = this.#userRows.get(source.migration.version);
    if (own !== undefined) {
      const run = await this.#database.run(own.sql);
      this.#refusedRows = run.ok ? undefined : { ...own, run };
      changed = true;
    }
    const conflicting = insertedRows.filter(
      ({ table }) => roots.has(table) && !this.#excluded.has(roots.rootOf(table)),
    );
    if (conflicting.length > 0) {
      const refused = await insertConflictingRows(await this.#database.client(), conflicting);
      refused.forEach(({ table, reason }) => this.noteUnpopulated(table, reason));
      changed = true;
    }
    state = changed ? await this.takeSnapshot() : state;
    this.#state = state;
    return state;
  }

  /** Notes which columns the up has added or changed: they get values before the next migration. */
  noteChangedColumns(before: CatalogSnapshot, after: CatalogSnapshot): void {
    const roots = new RootTables(after);
    this.#changedColumns = new Set(tablesWithChangedColumns(diff(before, after)).map((table) => roots.rootOf(table)));
  }

  /** Adds rows to the tables that an up created or altered, so that they hold what only the new schema allows. */
  async refill(before: CatalogSnapshot, after: CatalogSnapshot): Promise<CatalogSnapshot> {
    const roots = new RootTables(after);
    const altered = new Set(alteredTables(diff(before, after)).map((table) => roots.rootOf(table)));
    const tables = roots.tables.filter(({ table, count }) => altered.has(table) && count < ENOUGH_ROWS);
    this.#refilled = new Set(tables.map(({ table }) => table));
    return (await this.#fill(tables)) ? this.takeSnapshot() : after;
  }

  /** Adds rows to the tables that an up created, altered or wrote to. */
  async fillAfter(empty: EmptyTrialResult, before: CatalogSnapshot, after: CatalogSnapshot): Promise<CatalogSnapshot> {
    const { objects, rows } = diff(before, after);
    const roots = new RootTables(after);
    const written = [...alteredTables({ objects }), ...rows.map(({ table }) => table)];
    const touched = new Set(written.map((table) => roots.rootOf(table)));
    const wanted = roots.tables.filter(({ table }) => touched.has(table));
    await this.#fill(wanted, await this.#comparedIn(after, empty));
    return this.takeSnapshot();
  }

  /** Whether a table got more rows after the up. */
  wasRefilled(table: string): boolean {
    return this.#state !== undefined && this.#refilled.has(new RootTables(this.#state).rootOf(table));
  }

  /** Restores the state before the up, with rows of the same kind. */
  async rebuild(empty: EmptyTrialResult): Promise<CatalogSnapshot> {
    await this.#restore(this.#excluded.size === 0 && this.#hasBoundaryValues);
    return this.prepare(empty);
  }

  /**
   * Runs an up that is not selected, without rows from trials before it: columns that it adds would have no values in them.
   *
   * @throws UpNotRepeatable
   */
  async replay(source: MigrationSource): Promise<void> {
    await (this.#filled.size > 0 ? this.#restore() : undefined);
    const run = await this.run(source.up);
    this.#advance(source);
    await (run.ok ? undefined : this.#restore());
  }

  async run(sql = ''): Promise<MigrationRun> {
    this.#state = undefined;
    return this.#database.run(sql);
  }

  async takeSnapshot(): Promise<CatalogSnapshot> {
    this.#state = await this.#database.takeSnapshot();
    return this.#state;
  }

  client(): Promise<Client> {
    return this.#database.client();
  }

  dependencies(): ReturnType<TrialDatabase['dependencies']> {
    return this.#database.dependencies();
  }

  /** The user's rows for this migration, if the server rejected them. */
  get refusedRows(): RefusedRows | undefined {
    return this.#refusedRows;
  }

  get hasUserRows(): boolean {
    return this.#userRows.size > 0;
  }

  /** Whether values at the bounds of their types are among the rows. */
  get hasBoundaryValues(): boolean {
    return this.#hasBoundaryValues;
  }

  /** Generates no such values until the end of this migration. */
  avoidBoundaryValues(): void {
    this.#hasBoundaryValues = false;
  }

  /** Whether values that the files compare columns with are among the rows. */
  get hasComparedValues(): boolean {
    return this.#hasComparedValues;
  }

  /** Generates such values or not, until the end of this migration. */
  useComparedValues(wanted: boolean): void {
    this.#hasComparedValues = wanted;
  }

  /** Leaves a table without rows until the end of this migration. */
  exclude(table: string): void {
    this.#excluded.add(table);
  }

  isExcluded(table: string): boolean {
    return this.#excluded.has(table);
  }

  /** Notes for the report that a table got no rows, or could not keep them. */
  noteUnpopulated(table: string, reason: string): void {
    this.#unpopulated.set(table, reason);
  }

  /**
   * Ends the trial of a migration. Without a good state, the database is restored to the one after the up, with only the
   * rows that the ups inserted.
   *
   * @returns what could not be populated
   * @throws UpNotRepeatable
   */
  async finish(source: MigrationSource, good: CatalogSnapshot | undefined): Promise<Unpopulated[]> {
    this.#advance(source);
    this.#state = good;
    if (good === undefined) {
      await this.#restore();
    } else {
      this.#stale = this.#changedColumns;
    }
    this.#changedColumns = new Set();
    const unpopulated = [...this.#unpopulated].map(([table, reason]) => ({ table, reason }));
    this.#unpopulated = new Map();
    this.#excluded = new Set();
    this.#refusedRows = undefined;
    this.#hasBoundaryValues = true;
    this.#hasComparedValues = true;
    return unpopulated;
  }

  #advance(source: MigrationSource): void {
    this.#database.advance(source);
    this.#isUntouched = false;
  }

  async #restore(withRows = false): Promise<void> {
    this.#state = undefined;
    this.#stale = new Set();
    this.#filled = new Map(await this.#database.restore(withRows));
    this.#hasKeptRows = this.#filled.size > 0;
    this.#isUntouched = true;
    this.#fills = this.#hasKeptRows ? 1 : 0;
  }

  /** By table, the values that the files compare its columns with. */
  async #comparedIn(state: CatalogSnapshot, empty: EmptyTrialResult): Promise<Map<string, Compared>> {
    return this.#hasComparedValues ? comparedIn(state, empty.source, empty.insertedRows) : new Map();
  }

  async #fill(roots: readonly RootTable[], compared: ReadonlyMap<string, Compared> = new Map()): Promise<boolean> {
    const wanted = roots.filter(({ table }) => !this.#excluded.has(table) && !this.#database.ignoresRows(table));
    if (wanted.length === 0) {
      return false;
    }
    const { populated, unpopulated } = await this.#populate(await this.#database.client(), {
      only: wanted.map(({ table }) => table),
      bounds: this.#hasBoundaryValues,
      ignoreTables: [this.#database.ledgerTable],
      salt: this.#fills,
      compared,
      definitions: this.#state && tableDefinitions(this.#state),
    });
    this.#fills += 1;
    this.#hasKeptRows = false;
    wanted.forEach(({ table, count }) => this.#filled.set(table, count));
    // A table that has rows and accepts no others is not tried again, nor reported: it has what it needs.
    unpopulated.forEach(({ table }) => this.#filled.set(table, 0));
    const empty = new Set(wanted.filter(({ count }) => count === 0).map(({ table }) => table));
    unpopulated
      .filter(({ table }) => empty.has(table))
      .forEach(({ table, reason }) => this.noteUnpopulated(table, reason));
    return populated.length > 0;
  }
}
