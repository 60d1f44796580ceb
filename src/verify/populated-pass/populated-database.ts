import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { createPopulator, type Populate } from '../../seeding/insert/populate.ts';
import type { Climbed } from '../report/findings.ts';
import type { MigrationSource } from '../migration-source.ts';
import { RootTables, type RootTable } from './root-tables.ts';
import { insertConflictingRows } from './inserted-rows.ts';
import type { UserRows } from './user-rows.ts';
import type { Unpopulated } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

/** A table that has as many rows needs no more of them, however often it is altered. */
const ENOUGH_ROWS = 100;

/** Rows of a user that could not be inserted. */
export interface RefusedRows extends UserRows {
  run: Extract<MigrationRun, { ok: false }>;
}

/** The trial database of a database, with rows in its tables. */
export class PopulatedDatabase {
  readonly #database: TrialDatabase;
  readonly #populate: Populate;
  readonly #userRows: ReadonlyMap<bigint, UserRows>;
  /** The database as it is; undefined when that is not known. */
  #state: CatalogSnapshot | undefined;
  #unpopulated = new Map<string, string>();
  #atBounds = true;
  /** The rows of the user for the migration that is being tried, if the server refused them. */
  #refused: RefusedRows | undefined;
  /** Tables whose rows stand in the way of the migration that is being tried. */
  #excluded = new Set<string>();
  /** For each table that was given rows since the database was last put back, how many it had without them. */
  #filled = new Map<string, number>();
  /** Tables that got more rows after the up. */
  #refilled: ReadonlySet<string> = new Set();

  constructor(database: TrialDatabase, userRows: ReadonlyMap<bigint, UserRows>) {
    this.#database = database;
    this.#userRows = userRows;
    this.#populate = createPopulator();
  }

  /** The role that all files are run by. */
  get role(): string {
    return this.#database.role;
  }

  /**
   * Puts rows into every table that was given none yet, then those of the user for this version, then some that collide with what
   * the up is about to insert.
   *
   * @returns the state that the up is to be tried from
   */
  async prepare(judged: Climbed): Promise<CatalogSnapshot> {
    const { version } = judged.source.migration;
    let state = this.#state ?? (await this.takeSnapshot());
    const lacking = new RootTables(state).tables.filter(
      ({ count, table }) => count <= (this.#filled.get(table) ?? ENOUGH_ROWS - 1),
    );
    let changed = await this.#fill(lacking);
    const own = this.#userRows.get(version);
    if (own !== undefined) {
      const run = await this.#database.run(own.sql);
      this.#refused = run.ok ? undefined : { ...own, run };
      changed = true;
    }
    const roots = new RootTables(state);
    const seeds = judged.seeds.filter(({ table }) => !this.#excluded.has(roots.rootOf(table)));
    if (seeds.length > 0) {
      this.#note(await insertConflictingRows(await this.#database.client(), seeds));
      changed = true;
    }
    state = changed ? await this.takeSnapshot() : state;
    this.#state = state;
    return state;
  }

  /** Adds rows to the tables that an up has made or altered, so that they hold what only the new schema allows. */
  async refill(before: CatalogSnapshot, after: CatalogSnapshot): Promise<CatalogSnapshot> {
    const roots = new RootTables(after);
    const altered = new Set([...alteredTables(diff(before, after))].map((table) => roots.rootOf(table)));
    const tables = roots.tables.filter(({ table, count }) => altered.has(table) && count < ENOUGH_ROWS);
    this.#refilled = new Set(tables.map(({ table }) => table));
    return (await this.#fill(tables)) ? this.takeSnapshot() : after;
  }

  /** Whether a table got more rows after the up. */
  wasRefilled(table: string): boolean {
    return this.#state !== undefined && this.#refilled.has(new RootTables(this.#state).rootOf(table));
  }

  /** The state before the up made anew, from rows of the same kind. */
  async rebuild(judged: Climbed): Promise<CatalogSnapshot> {
    await this.#restore();
    return this.prepare(judged);
  }

  /**
   * Runs an up that nobody asked about.
   *
   * @throws UpNotRepeatable
   */
  async replay(source: MigrationSource): Promise<void> {
    const run = await this.run(source.up);
    this.#database.advance(source);
    if (!run.ok) {
      await this.#restore();
    }
  }

  async run(sql: string | undefined): Promise<MigrationRun> {
    this.#state = undefined;
    return this.#database.run(sql ?? '');
  }

  async takeSnapshot(): Promise<CatalogSnapshot> {
    this.#state = await this.#database.snapshot();
    return this.#state;
  }

  /** Every row of the tables as JSON. */
  async rowsOf(tables: readonly string[]): Promise<Map<string, Record<string, unknown>[]>> {
    const client = await this.#database.client();
    const found = new Map<string, Record<string, unknown>[]>();
    for (const table of tables) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `SELECT to_jsonb(elementaldb_row) AS row FROM ONLY ${table} elementaldb_row`,
      );
      found.set(
        table,
        rows.map(({ row }) => row),
      );
    }
    return found;
  }

  /** The user's rows for this migration, if the server refused them. */
  get refusedRows(): RefusedRows | undefined {
    return this.#refused;
  }

  /** Whether values at the bounds of their types are among the rows. */
  get atBounds(): boolean {
    return this.#atBounds;
  }

  /** Makes no more of those until the end of this migration. */
  keepFromBounds(): void {
    this.#atBounds = false;
  }

  /** Leaves a table without rows until the end of this migration. */
  exclude(table: string): void {
    this.#excluded.add(table);
  }

  isExcluded(table: string): boolean {
    return this.#excluded.has(table);
  }

  /** Whether there are rows of the user at all. */
  get hasUserRows(): boolean {
    return this.#userRows.size > 0;
  }

  /** Notes rows that could not be kept where they were. */
  refuse(table: string, reason: string): void {
    this.#unpopulated.set(table, reason);
  }

  /**
   * Ends the trial of a migration. Without a good state, the database is put back to the one after the up, with no rows
   * but those that the ups put there.
   *
   * @returns what could not be populated
   * @throws UpNotRepeatable
   */
  async finish(source: MigrationSource, good: CatalogSnapshot | undefined): Promise<Unpopulated[]> {
    this.#database.advance(source);
    this.#state = good;
    if (good === undefined) {
      await this.#restore();
    }
    const told = [...this.#unpopulated].map(([table, reason]) => ({ table, reason }));
    this.#unpopulated = new Map();
    this.#excluded = new Set();
    this.#refused = undefined;
    this.#atBounds = true;
    return told;
  }

  async #restore(): Promise<void> {
    this.#state = undefined;
    this.#filled = new Map();
    await this.#database.restore();
  }

  async #fill(roots: readonly RootTable[]): Promise<boolean> {
    const wanted = roots.filter(({ table }) => !this.#excluded.has(table));
    if (wanted.length === 0) {
      return false;
    }
    const { populated, unpopulated } = await this.#populate(await this.#database.client(), {
      only: wanted.map(({ table }) => table),
      bounds: this.#atBounds,
      ignoreTables: [this.#database.ledgerTable],
    });
    wanted.forEach(({ table, count }) => this.#filled.set(table, count));
    // One that holds rows and takes no others is not asked again.
    unpopulated.forEach(({ table }) => this.#filled.set(table, 0));
    const empty = new Set(wanted.filter(({ count }) => count === 0).map(({ table }) => table));
    // One that holds rows of its own, such as the single row of settings, has what it needs.
    this.#note(unpopulated.filter(({ table }) => empty.has(table)));
    return populated.length > 0;
  }

  #note(refused: readonly Unpopulated[]): void {
    for (const { table, reason } of refused) {
      this.#unpopulated.set(table, reason);
    }
  }
}

function alteredTables({ objects }: SnapshotDiff): Set<string> {
  const prefix = 'table ';
  return new Set(
    objects.flatMap((change) => {
      const object = change.change === 'added' || change.change === 'removed' ? change.object : undefined;
      const parent = object?.parent ?? ('after' in change && 'parent' in change.after ? change.after.parent : null);
      return change.kind === 'table'
        ? [change.name]
        : parent?.startsWith(prefix) === true
          ? [parent.slice(prefix.length)]
          : [];
    }),
  );
}
