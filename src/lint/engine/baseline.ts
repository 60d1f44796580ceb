import { basename } from 'node:path';

import * as v from 'valibot';

import { readBaselineFile } from '../../support/baseline-file.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';
import type { FindingInFile } from '../../findings/finding.ts';

const FORMAT_VERSION = 1;

const BASELINE = v.object({
  formatVersion: v.literal(FORMAT_VERSION),
  findings: v.array(v.object({ rule: v.string(), file: v.string(), what: v.string(), fingerprint: v.string() })),
});

/** What was found when the baseline was written: it is not said again. */
export type LintBaseline = v.InferOutput<typeof BASELINE>['findings'];

/**
 * @throws EnvironmentError `BASELINE_UNREADABLE`; UsageError `BAD_BASELINE` for a file that is none
 */
export async function readLintBaseline(file: string): Promise<LintBaseline> {
  return readBaselineFile(file, 'baseline of lint', (json) => v.parse(BASELINE, json).findings);
}

/** Takes away what the baseline accepts, each entry once, and counts the entries that fit nothing. */
export function acceptLintBaseline(
  findings: readonly FindingInFile[],
  baseline: LintBaseline,
): { kept: FindingInFile[]; accepted: number; stale: number } {
  if (baseline.length === 0) {
    return { kept: [...findings], accepted: 0, stale: 0 };
  }
  const left = new Set(baseline.map(({ fingerprint }) => fingerprint));
  const kept = findings.filter(({ fingerprint }) => !left.delete(fingerprint));
  return { kept, accepted: findings.length - kept.length, stale: left.size };
}

/**
 * Writes all findings as the new baseline; the file is whole or as it was.
 *
 * @throws EnvironmentError `BASELINE_UNWRITABLE`
 */
export function writeLintBaseline(file: string, findings: readonly FindingInFile[]): LintBaseline {
  const entries = findings.map(({ code, file: path, what, fingerprint }) => ({
    rule: code,
    file: basename(path),
    what,
    fingerprint,
  }));
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  const text = `{\n  "formatVersion": ${FORMAT_VERSION},\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
  try {
    publishText(file, text);
  } catch (error) {
    throw new EnvironmentError(`cannot write the baseline ${file} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'BASELINE_UNWRITABLE',
      hint: 'Name a file in a folder that this user may write to.',
      cause: error,
    });
  }
  return entries;
}
