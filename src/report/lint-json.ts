import * as v from 'valibot';

import { severityOfStatus } from '../findings/finding.ts';
import type { LintReport } from '../lint/engine/lint-report.ts';
import { described } from './described.ts';

/** Raised when a field goes or changes its meaning; new fields and new rules do not raise it. */
const FORMAT_VERSION = 2;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const place = v.pipe(v.number(), v.integer(), v.minValue(1));

const FINDING = v.strictObject({
  rule: described(v.string(), 'Id of the rule; see docs/lint.md.'),
  severity: v.picklist(['error', 'warning']),
  file: described(v.string(), 'Path of the file or folder.'),
  line: v.optional(described(place, 'Left out where no one place is meant, as is the column.')),
  column: v.optional(place),
  what: described(v.string(), 'The defect, in a few words.'),
  why: described(v.string(), 'What comes of it.'),
  fix: described(v.string(), 'How to fix it.'),
  sql: v.optional(described(v.string(), 'SQL that would fix it, where it can be derived.')),
  fixable: described(v.boolean(), 'Whether --fix would fix it.'),
  fingerprint: described(v.string(), 'Stays the same when lines are added above.'),
});

/** What `lint --json` prints. */
export const LINT_REPORT = v.strictObject({
  formatVersion: v.literal(FORMAT_VERSION),
  ok: described(v.boolean(), 'Whether there is no error; warnings do not count.'),
  folder: v.string(),
  findings: v.array(FINDING),
  suppressed: described(count, 'Findings that comments have kept back.'),
  baselined: described(count, 'Findings that the baseline accepts.'),
  stale: described(count, 'Entries of the baseline that no longer fit anything.'),
  notices: described(
    v.array(v.string()),
    'Rule ids of earlier releases that comments or the configuration use; a pattern for client data without a file.',
  ),
  files: described(count, 'Files that were checked.'),
  milliseconds: count,
});

/** The report as JSON; what does not apply is left out. */
export function lintReportJson(report: LintReport): v.InferOutput<typeof LINT_REPORT> {
  const { ok, folder, findings, suppressed, baselined, stale, notices, files, milliseconds } = report;
  return {
    formatVersion: FORMAT_VERSION,
    ok,
    folder,
    findings: findings.map(({ code, status, file, line, column, what, why, fix, sql: [sql], edits, fingerprint }) => ({
      rule: code,
      severity: severityOfStatus(status),
      file,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      what,
      why,
      fix,
      ...(sql === undefined ? {} : { sql }),
      fixable: edits.length > 0,
      fingerprint,
    })),
    suppressed,
    baselined: baselined.length,
    stale,
    notices,
    files,
    milliseconds: Math.round(milliseconds),
  };
}
