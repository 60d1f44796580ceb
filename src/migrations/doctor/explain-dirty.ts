import type { Direction, Migration } from '../pairs/migration.ts';
import type { FileEvidence, MigrationEvidence } from './evidence.ts';

/** A file that may have failed, with what follows if it was that one. */
interface Suspect {
  migration: Migration;
  direction: Direction;
  /** What it left in the database, as far as can be seen. */
  left: string;
  /** The version to force, null for none (-1). */
  force: bigint | null;
  /** What to do, in order. */
  steps: string[];
}

/** Why a ledger is dirty. */
export interface DirtyExplanation {
  /** Most likely first; one when the evidence decides. */
  suspects: Suspect[];
  /** What decided, or why nothing did. */
  reason: string;
}

/**
 * A dirty ledger names the version that a file was to lead to: for an up its own, for a down the one before. So dirty N
 * is the failed up of N or the failed down of the migration after N; which, the objects of both tell.
 */
export function explainDirty(target: bigint | null, evidence: readonly MigrationEvidence[]): DirtyExplanation {
  const position = target === null ? -1 : evidence.findIndex(({ migration }) => migration.version === target);
  if (target !== null && position === -1) {
    return { suspects: [], reason: `No file has version ${target}: restore the files, then ask again.` };
  }
  const before = evidence[position - 1]?.migration.version ?? null;
  const same = evidence[position];
  const after = evidence[position + 1];
  const up = same && suspectUp(same, before);
  const down = after && suspectDown(after);

  if (up === undefined || same === undefined) {
    return {
      suspects: down === undefined ? [] : [down],
      reason: 'Only a down of the first migration leads to no version at all.',
    };
  }
  if (down === undefined || after === undefined) {
    return { suspects: [up], reason: `There is no migration after ${target}, so it was the up of ${target}.` };
  }
  const next = after.migration.version;
  if (after.up.extent === 'all' || after.up.extent === 'some') {
    return { suspects: [down], reason: `What ${next} creates is there: it was applied, and its down failed.` };
  }
  if (same.up.extent === 'none' || same.up.extent === 'some') {
    return { suspects: [up], reason: `What ${target} creates is not all there: its up failed.` };
  }
  if (same.up.extent === 'all' && after.up.extent === 'none') {
    const done: Suspect = {
      ...up,
      left: `All that ${target} creates is there, nothing of ${next}.`,
      force: target,
      steps: [`See that nothing else of ${target} is missing (rows, functions).`, forceStep(target)],
    };
    return { suspects: [done], reason: `Whichever file failed, the database looks like version ${target}.` };
  }
  return {
    suspects: [up, down],
    reason: `The database does not show whether the up of ${target} or the down of ${next} failed: see the log of that run.`,
  };
}

function suspectUp({ migration, up }: MigrationEvidence, before: bigint | null): Suspect {
  const present = up.effects.filter(({ done, change }) => done && change === 'create').map(({ label }) => label);
  if (up.extent === 'all') {
    return {
      migration,
      direction: 'up',
      left: `All that it creates is there: ${present.join(', ')}.`,
      force: migration.version,
      steps: ['See that nothing else of the file is missing (rows, functions).', forceStep(migration.version)],
    };
  }
  const fix = `Fix ${migration.up ?? 'the file'}.`;
  const clean = up.extent === 'none' || (up.extent === 'unknown' && !up.commitsHalfWay);
  return {
    migration,
    direction: 'up',
    left: clean ? nothingLeft(up) : partLeft(up, present),
    force: before,
    steps: clean
      ? [fix, forceStep(before), 'elementaldb migrate up']
      : [
          `Undo by hand what it left, unless the file can run again over it.`,
          fix,
          forceStep(before),
          'elementaldb migrate up',
        ],
  };
}

function suspectDown({ migration, up, down }: MigrationEvidence): Suspect {
  const gone = up.effects.filter(({ done, change }) => !done && change === 'create').map(({ label }) => label);
  const untouched = up.extent === 'all' || (up.extent === 'unknown' && !down.commitsHalfWay);
  return {
    migration,
    direction: 'down',
    left: untouched
      ? 'Nothing was undone.'
      : `Some of it was undone: ${gone.join(', ') || 'nothing that can be seen'}.`,
    force: migration.version,
    steps: [
      ...(untouched ? [] : ['Put back by hand what was undone, unless the file can run again without it.']),
      `Fix ${migration.down ?? 'the file'}.`,
      forceStep(migration.version),
      'elementaldb migrate down 1',
    ],
  };
}

function nothingLeft({ commitsHalfWay }: FileEvidence): string {
  return commitsHalfWay ? 'Nothing of it can be seen.' : 'Nothing: the file is one transaction.';
}

function partLeft({ commitsHalfWay }: FileEvidence, present: string[]): string {
  const seen = present.length === 0 ? 'nothing that can be seen' : present.join(', ');
  return commitsHalfWay ? `What it committed before the failure stays: ${seen}.` : `A part of it is there: ${seen}.`;
}

function forceStep(version: bigint | null): string {
  return `elementaldb migrate force ${version ?? -1}`;
}
