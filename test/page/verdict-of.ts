import type { PageMigration } from '../../src/page/model.ts';
import { verifyReportJson } from '../../src/report/verify-json.ts';
import type { MigrationVerdict } from '../../src/verify/report/verdict.ts';

/** A verdict as the model of a page has it. */
export function verdictOf(verdict: MigrationVerdict): PageMigration['verdict'] {
  const report = verifyReportJson({
    ok: false,
    server: { kind: 'embedded', version: '18.4' },
    migrations: [verdict],
    replayed: 0,
    cached: 0,
    findings: [],
    uncovered: [],
    clientData: undefined,
    notes: [],
    milliseconds: 1,
  });
  return report.migrations[0] ?? null;
}
