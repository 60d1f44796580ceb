import type { Direction, Migration } from '../pairs/migration.ts';
import type { FileEvidence, MigrationEvidence } from './evidence.ts';

/** A file that may have failed, and how to continue in that case. */
export interface Suspect {
  migration: Migration;
  direction: Direction;
  /** What it left in the database, as far as visible. */
  left: string;
  /** The version to force, null for none (-1). */
  force: bigint | null;
  /** What to do, in order. */
  steps: string[];
}

/** Why a ledger is dirty. */
export interface DirtyExplanation {
  /** Most likely first; only one if the evidence is sufficient. */
  suspects: Suspect[];
  /** The evidence, or why it is not sufficient. */
  reason: string;
}

/**
 * A dirty ledger holds the version that a file should lead to: an up leads to its own version, a down to the one before.
 * So dirty N is the failed up of N or the failed down of the migration after N. The objects of both show which.
 */
export function explainDirty(target: bigint | null, evidence: readonly MigrationEvidence[]): DirtyExplanation {
  const position = target === null ? -1 : evidence.findIndex(({ migration }) => migration.version === target);
  if (target !== null && position === -1) {
    return { suspects: [], reason: `No file has version ${target}. Restore the files, then run doctor again.` };
  }
  const before = evidence[position - 1]?.migration.version ?? null;
  const same = evidence[position];
  const after = evidence[position + 1];
  const up = same && suspectUp(same, before);
  const down = after && suspectDown(after);

  if (up === undefined || same === undefined) {
    return {
      suspects: down === undefined ? [] : [down],
      reason: 'Only the down of the first migration leads to no version.',
    };
  }
  if (down === undefined || after === undefined) {
    return { suspects: [up], reason: `There is no migration after ${target}, so the up of ${target} failed.` };
  }
  const next = after.migration.version;
  if (after.up.extent === 'all' || after.up.extent === 'some') {
    return { suspects: [down], reason: `Objects of ${next} exist: it was applied, and its down failed.` };
  }
  if (same.up.extent === 'none' || same.up.extent === 'some') {
    return { suspects: [up], reason: `Objects of ${target} are missing: its up failed.` };
  }
  if (same.up.extent === 'all' && after.up.extent === 'none') {
    const done: Suspect = {
      ...up,
      left: `All objects of ${target} exist, none of ${next}.`,
      force: target,
      steps: [`Check that nothing else of ${target} is missing (rows, functions).`, forceStep(target)],
    };
    return { suspects: [done], reason: `The database looks like version ${target}, whichever file failed.` };
  }
  return {
    suspects: [up, down],
    reason: `The database does not show whether the up of ${target} or the down of ${next} failed. See the log of that run.`,
  };
}

function suspectUp({ migration, up }: MigrationEvidence, before: bigint | null): Suspect {
  const present = up.effects.filter(({ done, change }) => done && change === 'create').map(({ label }) => label);
  if (up.extent === 'all') {
    return {
      migration,
      direction: 'up',
      left: `All its objects exist: ${present.join(', ')}.`,
      force: migration.version,
      steps: ['Check that nothing else of the file is missing (rows, functions).', forceStep(migration.version)],
    };
  }
  const fix = `Fix ${migration.up ?? 'the file'}.`;
  const invalid = up.effects.filter((effect) => effect.invalid).map(({ label }) => label);
  const clean = up.extent === 'none' || (up.extent === 'unknown' && !up.commitsEarly);
  return {
    migration,
    direction: 'up',
    left:
      invalid.length > 0
        ? `An invalid index: ${[...invalid, ...present].join(', ')}.`
        : clean
          ? nothingLeft(up)
          : partLeft(up, present),
    force: before,
    steps: [
      ...invalid.map((index) => `DROP INDEX CONCURRENTLY ${index};`),
      ...(clean ? [] : ['Undo by hand what it left, unless the file can run again.']),
      fix,
      forceStep(before),
      'elementaldb migrate up',
    ],
  };
}

function suspectDown({ migration, up, down }: MigrationEvidence): Suspect {
  const missing = up.effects.filter(({ done, change }) => !done && change === 'create').map(({ label }) => label);
  const untouched = up.extent === 'all' || (up.extent === 'unknown' && !down.commitsEarly);
  return {
    migration,
    direction: 'down',
    left: untouched ? 'Nothing was undone.' : `Some of it was undone: ${missing.join(', ') || 'nothing visible'}.`,
    force: migration.version,
    steps: [
      ...(untouched ? [] : ['Restore by hand what was undone, unless the file can run again.']),
      `Fix ${migration.down ?? 'the file'}.`,
      forceStep(migration.version),
      'elementaldb migrate down 1',
    ],
  };
}

function nothingLeft({ commitsEarly }: FileEvidence): string {
  return commitsEarly ? 'Nothing visible.' : 'Nothing, because the file is one transaction.';
}

function partLeft({ commitsEarly }: FileEvidence, present: string[]): string {
  const seen = present.length === 0 ? 'nothing visible' : present.join(', ');
  return commitsEarly ? `What it committed before the failure remains: ${seen}.` : `A part of it remains: ${seen}.`;
}

function forceStep(version: bigint | null): string {
  return `elementaldb migrate force ${version ?? -1}`;
}
