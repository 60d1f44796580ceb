import * as v from 'valibot';

import type { LintReport } from '../lint/engine/lint-report.ts';
import type { VerifyReport } from '../verify/report/verdict.ts';
import { LINT_REPORT, lintReportJson } from './lint-json.ts';
import { VERIFY_REPORT, verifyReportJson } from './verify-json.ts';

/** Raised when a field goes or changes its meaning; both parts have versions of their own. */
const FORMAT_VERSION = 2;

/** What `check --format json` prints; docs/check-report.schema.json is derived from it. */
export const CHECK_REPORT = v.strictObject({
  formatVersion: v.literal(FORMAT_VERSION),
  lint: LINT_REPORT,
  // It has no shards.
  verify: v.omit(VERIFY_REPORT, ['shard']),
});

/** Both reports as one. */
export function checkReportJson(linted: LintReport, verified: VerifyReport): v.InferOutput<typeof CHECK_REPORT> {
  return { formatVersion: FORMAT_VERSION, lint: lintReportJson(linted), verify: verifyReportJson(verified) };
}
