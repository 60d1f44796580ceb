import { formatVerifyReport } from '../report/verify-report.ts';
import { styleFor } from '../report/style.ts';
import { UsageError } from '../support/errors.ts';
import { isObject } from '../support/json.ts';
import type { Axis, VerifyReport } from '../verify/report/verdict.ts';
import { verifyMigrations, type VerifyMigrationsOptions } from '../verify/verify-migrations.ts';
import type { MatcherAnswer } from './schema-matchers.ts';

/** A folder of migrations, or options for `verifyMigrations`. */
export type Verifiable = string | VerifyMigrationsOptions;

/** @throws UsageError `NOT_MIGRATIONS`; the errors of `verifyMigrations` */
export function toBeIdempotent(subject: unknown): Promise<MatcherAnswer> {
  return judge(subject, ['applies', 'idempotent'], 'idempotent');
}

/** @throws UsageError `NOT_MIGRATIONS`; the errors of `verifyMigrations` */
export function toBeReversible(subject: unknown): Promise<MatcherAnswer> {
  return judge(subject, ['applies', 'reversible'], 'reversible');
}

async function judge(subject: unknown, axes: readonly Axis[], what: string): Promise<MatcherAnswer> {
  if (!isVerifiable(subject)) {
    throw new UsageError('the value passed to expect() is not a folder of migrations', {
      code: 'NOT_MIGRATIONS',
      hint: `Name the folder: await expect('migrations').toBe${what[0]?.toUpperCase()}${what.slice(1)}().`,
    });
  }
  const report = await verifyMigrations(typeof subject === 'string' ? { migrations: subject } : subject);
  const failing = report.migrations.filter(({ verdicts }) => axes.some((axis) => verdicts[axis].status === 'fail'));
  return {
    pass: failing.length === 0,
    message: () =>
      failing.length === 0
        ? `expected the migrations not to be ${what}, but all ${report.migrations.length} are`
        : [`expected the migrations to be ${what}`, '', ...told({ ...report, ok: false, migrations: failing })].join(
            '\n',
          ),
  };
}

function told(report: VerifyReport): string[] {
  return formatVerifyReport(report, { style: styleFor(false, {}), width: 100 });
}

function isVerifiable(subject: unknown): subject is Verifiable {
  return typeof subject === 'string' || (isObject(subject) && typeof subject['migrations'] === 'string');
}
