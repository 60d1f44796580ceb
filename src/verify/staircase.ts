import type { Snapshot } from '../catalog/snapshot.ts';
import { diff, type SnapshotDiff } from '../catalog/diff.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';
import { formatDiff } from '../catalog/format-diff.ts';
import { explainSqlError } from '../migrations/explain-sql-error.ts';
import type { Migration } from '../migrations/migration.ts';
import type { MigrationRun } from '../migrations/run-migration-file.ts';
import { PASS, skipped, type Axis, type AxisVerdict, type MigrationVerdict } from './verdict.ts';
import type { Workbench } from './workbench.ts';

/** A migration with the text of its two halves, undefined where the file is missing. */
export interface MigrationTexts {
  migration: Migration;
  up: string | undefined;
  down: string | undefined;
}

export interface Step {
  verdict: MigrationVerdict;
  /** The state after the up; the next migration starts from it. Undefined when the up failed. */
  after: Snapshot | undefined;
}

/**
 * Climbs one stair: from the state S0 the up leads to S1, again to S1, the down back to S0, the up to S1. Whatever a
 * step spoils, the database is put back first, so that each is judged by itself and the chain goes on from a clean S1.
 */
export async function climb(workbench: Workbench, texts: MigrationTexts, before: Snapshot): Promise<Step> {
  const begun = performance.now();
  const { migration } = texts;
  const axes: Record<Axis, AxisVerdict> = {
    applies: PASS,
    idempotent: skipped('the up failed'),
    reversible: skipped('the up failed'),
    're-appliable': skipped('the up failed'),
  };
  const verdict = (): MigrationVerdict => ({
    version: migration.version,
    name: migration.name,
    up: migration.up,
    down: migration.down,
    axes,
    milliseconds: performance.now() - begun,
  });

  const stair = new Stair(workbench, texts, before);
  const first = await stair.up();
  if (!first.ok) {
    axes.applies = await failedRun(first, migration.up, texts.up, 'the up fails', 'Correct the up.');
    return { verdict: verdict(), after: undefined };
  }
  axes.idempotent = await judgeSecondUp(stair);
  axes.reversible = await judgeDown(stair);
  axes['re-appliable'] = stair.downRan ? await judgeThirdUp(stair) : skipped('the down did not run');
  await stair.settle();
  return { verdict: verdict(), after: await stair.reached() };
}

/** The database during one climb, with the two states that everything is compared to. */
class Stair {
  readonly texts: MigrationTexts;
  /** Whether the down ran to its end, so that an up after it means something. */
  downRan = false;
  readonly #workbench: Workbench;
  #before: Snapshot;
  #after: Snapshot | undefined;
  #spoiled = false;

  constructor(workbench: Workbench, texts: MigrationTexts, before: Snapshot) {
    this.#workbench = workbench;
    this.texts = texts;
    this.#before = before;
  }

  up(): Promise<MigrationRun> {
    return this.#workbench.run(this.texts.up ?? '');
  }

  down(): Promise<MigrationRun> {
    return this.#workbench.run(this.texts.down ?? '');
  }

  before(): Snapshot {
    return this.#before;
  }

  /** The state after the up, described once. */
  async reached(): Promise<Snapshot> {
    this.#after ??= await this.#workbench.snapshot();
    return this.#after;
  }

  /** What differs between a state and the database as it is now; a difference means that it has to be put back. */
  async compare(expected: Snapshot): Promise<SnapshotDiff> {
    const difference = diff(expected, await this.#workbench.snapshot());
    this.#spoiled = difference.grade !== 'equal';
    return difference;
  }

  /** Says that the database is in no known state. */
  spoil(): void {
    this.#spoiled = true;
  }

  /** Ends the climb: the fallback reaches this stair, and a spoiled database is put back to it. */
  async settle(): Promise<void> {
    this.#workbench.advance(this.texts.up ?? '');
    if (this.#spoiled) {
      await this.#workbench.restore();
      this.#after = undefined;
      this.#spoiled = false;
    }
  }

  /** After a spoiled check, climbs again from below, so that all states compared come from one climb. */
  async mend(): Promise<void> {
    if (this.#spoiled) {
      await this.climbAfresh();
    }
  }

  /** The state after one more up from the same state below, made anew. */
  async climbAfresh(): Promise<Snapshot> {
    await this.#workbench.restore();
    this.#before = await this.#workbench.snapshot();
    await this.up();
    this.#after = undefined;
    this.#spoiled = false;
    return this.reached();
  }
}

async function judgeSecondUp(stair: Stair): Promise<AxisVerdict> {
  const expected = await stair.reached();
  const { migration, up } = stair.texts;
  const second = await stair.up();
  const difference = await stair.compare(expected);
  if (!second.ok) {
    const verdict = await failedRun(
      second,
      migration.up,
      up,
      'run a second time, the up fails',
      'Guard the statement: IF NOT EXISTS, IF EXISTS, OR REPLACE, ON CONFLICT DO NOTHING, or a DO block that looks first.',
    );
    const damage = difference.grade === 'equal' ? [] : ['It leaves behind:', ...formatDiff(difference)];
    return { ...verdict, details: [...verdict.details, ...damage] };
  }
  return judge(
    difference,
    'run a second time, the up changes',
    'Name every constraint and index, and guard each statement so that it acts once.',
  );
}

async function judgeDown(stair: Stair): Promise<AxisVerdict> {
  await stair.mend();
  const { migration, down } = stair.texts;
  if (down === undefined) {
    return judgeMissingDown(diff(stair.before(), await stair.reached()));
  }
  const run = await stair.down();
  if (!run.ok) {
    stair.spoil();
    return failedRun(
      run,
      migration.down,
      down,
      'the down fails',
      'Correct the down: undo what the up does, in reverse order.',
    );
  }
  stair.downRan = true;
  const difference = await stair.compare(stair.before());
  return judge(difference, 'up and down leave a difference', 'Let the down undo exactly what the up does.');
}

function judgeMissingDown(difference: SnapshotDiff): AxisVerdict {
  const what = 'there is no down';
  return difference.grade === 'equal'
    ? { grade: 'warn', what, mend: 'Add a down, even one that says why there is nothing to undo.', details: [] }
    : { grade: 'fail', what, mend: 'Add a down that undoes the up.', details: formatDiff(difference) };
}

async function judgeThirdUp(stair: Stair): Promise<AxisVerdict> {
  const expected = await stair.reached();
  const { migration, up } = stair.texts;
  const third = await stair.up();
  if (!third.ok) {
    stair.spoil();
    return failedRun(
      third,
      migration.up,
      up,
      'after the down, the up fails',
      'Let the down remove what the up makes, or guard the up.',
    );
  }
  const difference = await stair.compare(expected);
  const settled = onlyValuesDiffer(difference)
    ? withoutVolatile(difference, diff(expected, await stair.climbAfresh()))
    : difference;
  return judge(
    settled,
    'up, down and up do not lead to the state of the first up',
    'Let the down undo exactly what the up does.',
  );
}

/** Grades a difference: only an order of columns that differs is a warning, since a down cannot do better. */
function judge(difference: SnapshotDiff, what: string, mend: string): AxisVerdict {
  switch (difference.grade) {
    case 'equal':
      return difference.sequencesBehind.length === 0
        ? PASS
        : { grade: 'fail', what: `${what}: a sequence`, mend, details: formatDiff(difference) };
    case 'column-order':
      return {
        grade: 'warn',
        what: `${what}: the order of columns`,
        mend: 'Nothing, if no one relies on it.',
        details: formatDiff(difference),
      };
    case 'names-only':
    case 'different':
      return { grade: 'fail', what, mend, details: formatDiff(difference) };
  }
}

async function failedRun(
  run: Extract<MigrationRun, { ok: false }>,
  file: string | undefined,
  sql: string | undefined,
  what: string,
  mend: string,
): Promise<AxisVerdict> {
  const error = await explainSqlError({ file: file ?? '', sql: sql ?? '', error: run.error, completed: run.completed });
  const place = error.line === undefined ? '' : `line ${error.line}: `;
  const code = error.sqlstate === undefined ? '' : ` (${error.sqlstate})`;
  return {
    grade: 'fail',
    what,
    mend,
    details: [
      `${place}${error.serverMessage}${code}`,
      ...(error.detail === undefined ? [] : [error.detail]),
      ...(error.frame === undefined ? [] : error.frame.split('\n')),
    ],
  };
}
