import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { SequenceValue } from '../../catalog/snapshot/sequence-values.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { MigrationTexts } from '../migration-source.ts';
import { StateLost } from '../sandbox/state-lost.ts';
import type { LedgerLoss, Workbench } from '../sandbox/trial-database.ts';

/** The database during one climb, with the two states that everything is compared to. */
export class Stair {
  readonly texts: MigrationTexts;
  /** The state after the down; undefined unless it ran to its end, so that an up after it means something. */
  belowAgain: CatalogSnapshot | undefined;
  readonly #workbench: Workbench;
  #before: CatalogSnapshot;
  #after: CatalogSnapshot | undefined;
  #spoiled = false;
  /** Whether a file has harmed the ledger, which no snapshot shows. */
  #ledgerLost = false;

  constructor(workbench: Workbench, texts: MigrationTexts, before: CatalogSnapshot) {
    this.#workbench = workbench;
    this.texts = texts;
    this.#before = before;
  }

  /** The role that all files are run by. */
  get role(): string {
    return this.#workbench.role;
  }

  up(): Promise<MigrationRun> {
    return this.#run(this.texts.up ?? '');
  }

  down(): Promise<MigrationRun> {
    return this.#run(this.texts.down ?? '');
  }

  /** A part of the up, as far as it came before it was stopped. */
  partOfUp(sql: string): Promise<MigrationRun> {
    return this.#run(sql);
  }

  async #run(sql: string): Promise<MigrationRun> {
    const run = await this.#workbench.run(sql);
    this.#ledgerLost ||= this.ledgerLoss !== undefined;
    return run;
  }

  /** What the last file has done to the ledger. */
  get ledgerLoss(): LedgerLoss | undefined {
    return this.#workbench.ledgerLoss;
  }

  before(): CatalogSnapshot {
    return this.#before;
  }

  /** The state after the up, described once. */
  async reached(): Promise<CatalogSnapshot> {
    this.#after ??= await this.#workbench.snapshot();
    return this.#after;
  }

  /** What differs between a state and the database as it is now; a difference means that it has to be put back. */
  async compare(expected: CatalogSnapshot): Promise<SnapshotDiff> {
    return this.compareStates(expected, await this.look());
  }

  /** The same when the database has been looked at. */
  compareStates(expected: CatalogSnapshot, now: CatalogSnapshot): SnapshotDiff {
    const difference = diff(expected, now);
    this.#spoiled = difference.grade !== 'equal';
    return difference;
  }

  /** The database as it is now. */
  look(): Promise<CatalogSnapshot> {
    return this.#workbench.snapshot();
  }

  /** Says that the database is in no known state. */
  spoil(): void {
    this.#spoiled = true;
  }

  /**
   * Ends the climb: the fallback reaches this stair, and a spoiled database is put back to it.
   *
   * @throws StateLost
   */
  async settle(): Promise<void> {
    this.#workbench.advance(this.texts);
    if (this.#spoiled || this.#ledgerLost) {
      await this.#workbench.restore();
      this.#after = undefined;
      this.#spoiled = false;
      this.#ledgerLost = false;
    }
  }

  /** After a spoiled check, climbs again from below, so that all states compared come from one climb. */
  async fix(): Promise<void> {
    if (this.#spoiled || this.#ledgerLost) {
      await this.climbAfresh();
    }
  }

  /** Goes back to the state before the up. */
  async descend(): Promise<void> {
    await this.#workbench.restore();
    this.#spoiled = true;
  }

  /**
   * The state after one more up from the same state below, made anew; once the down has run, with the sequences standing
   * where it left them, so that the up draws the numbers that it drew after it.
   *
   * @throws StateLost
   */
  async climbAfresh(): Promise<CatalogSnapshot> {
    await this.#workbench.restore();
    this.#ledgerLost = false;
    const moved = this.sequencesMoved();
    this.#before = await this.#workbench.snapshot();
    const client = await this.#workbench.client();
    for (const { sequence, lastValue } of moved) {
      await client.query('SELECT setval($1::regclass, $2::bigint)', [sequence, lastValue]);
    }
    const run = await this.up();
    if (!run.ok) {
      throw new StateLost(this.texts, run);
    }
    this.#after = undefined;
    this.#spoiled = moved.length > 0;
    return this.reached();
  }

  /** The sequences from before the up that up and down have moved, as they stood after the down. */
  sequencesMoved(): SequenceValue[] {
    const was = new Map(this.#before.sequences.map(({ sequence, lastValue }) => [sequence, lastValue]));
    return (this.belowAgain?.sequences ?? []).filter(
      ({ sequence, lastValue }) => lastValue !== null && was.has(sequence) && was.get(sequence) !== lastValue,
    );
  }
}
