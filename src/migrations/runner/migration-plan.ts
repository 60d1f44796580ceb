import { ElementalError } from '../../support/errors.ts';
import type { Direction, Migration } from '../pairs/migration.ts';

/** One file to run. */
export interface PlannedStep {
  migration: Migration;
  direction: Direction;
  /** The ledger's version during the step (dirty) and after it: an up's own version, or the version before a down. */
  target: bigint | null;
}

export interface MigrationPlan {
  steps: PlannedStep[];
  /** How many of the requested steps do not exist. */
  short: number;
}

/** The next `limit` ups after `current`; all by default. Files that were added below `current` are ignored. */
export function planUp(migrations: readonly Migration[], current: bigint | null, limit?: number): MigrationPlan {
  const position = positionOf(migrations, current);
  const steps = migrations.slice(position + 1).map(upStep);
  return limited(steps, limit);
}

/** The next `limit` downs from `current`; all by default. */
export function planDown(migrations: readonly Migration[], current: bigint | null, limit?: number): MigrationPlan {
  return limited(downSteps(migrations, positionOf(migrations, current), -1), limit);
}

/** The steps from `current` to `target`. */
export function planGoto(migrations: readonly Migration[], current: bigint | null, target: bigint): MigrationPlan {
  const from = positionOf(migrations, current);
  const to = positionOf(migrations, target);
  const steps = from < to ? migrations.slice(from + 1, to + 1).map(upStep) : downSteps(migrations, from, to);
  return { steps, short: 0 };
}

/** Index of a version, -1 for none. */
function positionOf(migrations: readonly Migration[], version: bigint | null): number {
  if (version === null) {
    return -1;
  }
  const position = migrations.findIndex((migration) => migration.version === version);
  if (position === -1) {
    const last = migrations.at(-1)?.version;
    throw new ElementalError(`no migration found for version ${version}`, {
      code: 'UNKNOWN_VERSION',
      kind: 'migration',
      hint:
        last !== undefined && version > last
          ? `Fetch the newer files (the last one is ${last}), or use another folder or version.`
          : 'Restore its files, or use another folder or version.',
    });
  }
  return position;
}

function upStep(migration: Migration): PlannedStep {
  return { migration, direction: 'up', target: migration.version };
}

function downSteps(migrations: readonly Migration[], from: number, to: number): PlannedStep[] {
  const steps = migrations.map((migration, index): PlannedStep => ({
    migration,
    direction: 'down',
    target: migrations[index - 1]?.version ?? null,
  }));
  return steps.slice(to + 1, from + 1).toReversed();
}

function limited(steps: PlannedStep[], limit: number | undefined): MigrationPlan {
  return limit === undefined
    ? { steps, short: 0 }
    : { steps: steps.slice(0, limit), short: Math.max(0, limit - steps.length) };
}
