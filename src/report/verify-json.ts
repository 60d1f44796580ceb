import { versionForJson } from '../migrations/migration.ts';
import type { MigrationVerdict, VerifyReport } from '../verify/verdict.ts';

/** A report as JSON holds it: versions are numbers, or text past 2^53. */
export type VerifyReportJson = Omit<VerifyReport, 'migrations'> & {
  migrations: (Omit<MigrationVerdict, 'version'> & { version: number | string })[];
};

/** The report for scripts. */
export function verifyReportJson(report: VerifyReport): VerifyReportJson {
  return {
    ...report,
    migrations: report.migrations.map((verdict) => ({ ...verdict, version: versionForJson(verdict.version) })),
  };
}
