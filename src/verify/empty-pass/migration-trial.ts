import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { SequenceValue } from '../../catalog/snapshot/sequence-values.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { MigrationSource } from '../migration-source.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import type { LedgerLoss, TrialDatabase } from '../sandbox/trial-database.ts';

/** The database during one climb, with the two states that everything is compared to. */
export class MigrationTrial {
  readonly source: MigrationSource;
  /** The state after the down; undefined unless it ran to its end, so that an up after it means something. */
  stateAfterDown: CatalogSnapshot | undefined;
  readonly #database: TrialDatabase;
  #before: CatalogSnapshot;
  #after: CatalogSnapshot | undefined;
  #dirty = false;
  /** Whether a file has harmed the ledger, which no snapshot shows. */
  #ledgerLost = false;

  constructor(database: TrialDatabase, source: MigrationSource, before: CatalogSnapshot) {
    this.#database = database;
    this.source = source;
    this.#before = before;
  }

  /** The role that all files are run by. */
  get role(): string {
    return this.#database.role;
  }

  up(): Promise<MigrationRun> {
    return this.#run(this.source.up ?? '');
  }

  down(): Promise<MigrationRun> {
    return this.#run(this.source.down ?? '');
  }

  /** A part of the up, as far as it came before it was stopped. */
  partOfUp(sql: string): Promise<MigrationRun> {
    return this.#run(sql);
  }

  async #run(sql: string): Promise<MigrationRun> {
    const run = await this.#database.run(sql);
    this.#ledgerLost ||= this.ledgerLoss !== undefined;
    return run;
  }

  /** What the last file has done to the ledger. */
  get ledgerLoss(): LedgerLoss | undefined {
    return this.#database.ledgerLoss;
  }

  before(): CatalogSnapshot {
    return this.#before;
  }

  /** The state after the up, described once. */
  async stateAfterUp(): Promise<CatalogSnapshot> {
    this.#after ??= await this.#database.snapshot();
    return this.#after;
  }

  /** What differs between a state and the database as it is now; a difference means that it has to be put back. */
  async compare(expected: CatalogSnapshot): Promise<SnapshotDiff> {
    return this.compareStates(expected, await this.takeSnapshot());
  }

  /** The same when the database has been looked at. */
  compareStates(expected: CatalogSnapshot, now: CatalogSnapshot): SnapshotDiff {
    const difference = diff(expected, now);
    this.#dirty = difference.grade !== 'equal';
    return difference;
  }

  /** The database as it is now. */
  takeSnapshot(): Promise<CatalogSnapshot> {
    return this.#database.snapshot();
  }

  /** Says that the database is in no known state. */
  markDirty(): void {
    this.#dirty = true;
  }

  /**
   * Ends the climb: the fallback reaches this trial, and a spoiled database is put back to it.
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

  /** After a spoiled check, climbs again from below, so that all states compared come from one climb. */
  async restoreIfDirty(): Promise<void> {
    if (this.#dirty || this.#ledgerLost) {
      await this.rerunUp();
    }
  }

  /** Goes back to the state before the up. */
  async restoreBeforeUp(): Promise<void> {
    await this.#database.restore();
    this.#dirty = true;
  }

  /**
   * The state after one more up from the same state below, made anew; once the down has run, with the sequences standing
   * where it left them, so that the up draws the numbers that it drew after it.
   *
   * @throws UpNotRepeatable
   */
  async rerunUp(): Promise<CatalogSnapshot> {
    await this.#database.restore();
    this.#ledgerLost = false;
    const moved = this.sequencesMoved();
    this.#before = await this.#database.snapshot();
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

  /** The sequences from before the up that up and down have moved, as they stood after the down. */
  sequencesMoved(): SequenceValue[] {
    const was = new Map(this.#before.sequences.map(({ sequence, lastValue }) => [sequence, lastValue]));
    return (this.stateAfterDown?.sequences ?? []).filter(
      ({ sequence, lastValue }) => lastValue !== null && was.has(sequence) && was.get(sequence) !== lastValue,
    );
  }
}
