import type { Client } from 'pg';

import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { SequenceValue } from '../../catalog/snapshot/sequence-values.ts';
import type { Dependency } from '../../catalog/snapshot/dependencies.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { LedgerLoss, TrialDatabase } from '../sandbox/trial-database.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';

/** The database during the trial of one migration, with the two states that everything is compared to. */
export class MigrationTrial {
  readonly source: MigrationSource;
  /** The role that runs all files. */
  readonly role: string;
  /** Undefined unless the down ran to its end, so that an up after it means something. */
  stateAfterDown: CatalogSnapshot | undefined;
  readonly #database: TrialDatabase;
  #before: CatalogSnapshot;
  #after: CatalogSnapshot | undefined;
  /** Whether the database is not known to be in the state after the up. */
  #dirty = false;
  /** Whether a file damaged golang-migrate's table, which no snapshot shows. */
  #ledgerLost = false;

  constructor(database: TrialDatabase, source: MigrationSource, before: CatalogSnapshot) {
    this.#database = database;
    this.source = source;
    this.role = database.role;
    this.#before = before;
  }

  up(): Promise<MigrationRun> {
    return this.run(this.source.up);
  }

  down(): Promise<MigrationRun> {
    return this.run(this.source.down);
  }

  async run(sql = ''): Promise<MigrationRun> {
    const run = await this.#database.run(sql);
    this.#ledgerLost ||= this.ledgerLoss !== undefined;
    return run;
  }

  /** What the last file did to golang-migrate's table. */
  get ledgerLoss(): LedgerLoss | undefined {
    return this.#database.ledgerLoss;
  }

  get stateBefore(): CatalogSnapshot {
    return this.#before;
  }

  /** The state after the up; the snapshot is taken once. */
  async stateAfterUp(): Promise<CatalogSnapshot> {
    this.#after ??= await this.#database.takeSnapshot();
    return this.#after;
  }

  takeSnapshot(): Promise<CatalogSnapshot> {
    return this.#database.takeSnapshot();
  }

  /** A connection for questions. */
  client(): Promise<Client> {
    return this.#database.client();
  }

  /** What depends on what in the database as it is. */
  dependencies(): Promise<Dependency[]> {
    return this.#database.dependencies();
  }

  /** What differs between a state and the database; a difference marks the database as dirty. */
  async compare(expected: CatalogSnapshot, actual?: CatalogSnapshot): Promise<SnapshotDiff> {
    const difference = diff(expected, actual ?? (await this.takeSnapshot()));
    this.#dirty = difference.grade !== 'equal';
    return difference;
  }

  markDirty(): void {
    this.#dirty = true;
  }

  /**
   * Ends the trial: the state after this up becomes the one to restore from, and a dirty database is restored.
   *
   * @throws UpNotRepeatable
   */
  async finish(): Promise<void> {
    this.#database.advance(this.source);
    if (this.#dirty || this.#ledgerLost) {
      await this.#database.restore();
      this.#after = undefined;
      this.#dirty = false;
      this.#ledgerLost = false;
    }
  }

  /** Runs the up again from a restored database if this one is dirty, so that all states compared come from one run. */
  async rerunIfDirty(): Promise<void> {
    if (this.#dirty || this.#ledgerLost) {
      await this.rerunUp();
    }
  }

  async restoreBeforeUp(): Promise<void> {
    await this.#database.restore();
    this.#dirty = true;
  }

  /**
   * The state after one more up from the restored state before it; once the down has run, with the sequences at the values
   * that the down left, so that the up draws the same numbers as after the down.
   *
   * @throws UpNotRepeatable
   */
  async rerunUp(): Promise<CatalogSnapshot> {
    await this.#database.restore();
    this.#ledgerLost = false;
    const moved = this.movedSequences();
    this.#before = await this.#database.takeSnapshot();
    const client = await this.#database.client();
    for (const { sequence, lastValue } of moved) {
      await client.query('SELECT setval($1::regclass, $2::bigint)', [sequence, lastValue]);
    }
    const run = await this.up();
    if (!run.ok) {
      throw new UpNotRepeatable(this.source, run);
    }
    this.#after = undefined;
    this.#dirty = moved.length > 0;
    return this.stateAfterUp();
  }

  /** Sequences that existed before the up and that up and down moved, with their values after the down. */
  movedSequences(): SequenceValue[] {
    const before = new Map(this.#before.sequences.map(({ sequence, lastValue }) => [sequence, lastValue]));
    return (this.stateAfterDown?.sequences ?? []).filter(
      ({ sequence, lastValue }) => lastValue !== null && before.has(sequence) && before.get(sequence) !== lastValue,
    );
  }
}
