import { AXES, type Axis } from '../../../findings/names.ts';
import type { PageMigration, PageModel } from '../../model.ts';

export type Status = 'fail' | 'warn' | 'waived' | 'pass' | 'skipped' | 'unjudged';

const STATUSES: readonly Status[] = ['fail', 'warn', 'waived', 'pass', 'skipped', 'unjudged'];

/** What the statuses are called. */
export const STATUS_TEXTS: Readonly<Record<Status, string>> = {
  fail: 'failed',
  warn: 'warned',
  waived: 'accepted',
  pass: 'passed',
  skipped: 'not reached',
  unjudged: 'not judged',
};

/** A sign for each status, so that nobody needs its color. */
export const STATUS_SIGNS: Readonly<Record<Status, string>> = {
  fail: '✗',
  warn: '!',
  waived: '≈',
  pass: '✓',
  skipped: '·',
  unjudged: '·',
};

/** What each axis judges, in a few words. */
export const AXIS_TEXTS: Readonly<Record<Axis, string>> = {
  applies: 'The up runs',
  idempotent: 'A second up changes nothing',
  reversible: 'The down restores the schema',
  dataPreserved: 'Rows survive up and down',
  reappliable: 'Up works again after the down',
  sessionIndependent: 'Same result in one session',
  resumable: 'Can be run again after a stop half-way',
  shadowed: 'IF NOT EXISTS hides no other object',
};

/** The worst status over all axes; a migration that ends the chain has failed, also where verify did not judge it. */
export function statusOf({ failure }: Pick<PageModel, 'failure'>, { version, verdict }: PageMigration): Status {
  if (failure?.version === version) {
    return 'fail';
  }
  if (verdict === null) {
    return 'unjudged';
  }
  const given = new Set<Status>(AXES.map((axis) => verdict.verdicts[axis].status));
  return STATUSES.find((status) => status !== 'skipped' && given.has(status)) ?? 'skipped';
}

/** How many migrations have each status; only those that occur, the worst first. */
export function statusCounts(model: PageModel): { status: Status; count: number }[] {
  return STATUSES.map((status) => ({
    status,
    count: model.migrations.filter((migration) => statusOf(model, migration) === status).length,
  })).filter(({ count }) => count > 0);
}
