import * as v from 'valibot';

import { readBaselineFile } from '../../support/baseline-file.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';
import { stableDetails } from './stable-details.ts';
import {
  AXES,
  FORMER_NAMES,
  type Axis,
  type FindingCode,
  type MigrationVerdict,
  type VerifyReport,
} from './verdict.ts';
import { mapFindings } from './waivers.ts';

const FORMAT_VERSION = 1;

const BASELINE = v.object({
  formatVersion: v.literal(FORMAT_VERSION),
  accepted: v.array(
    v.object({
      /** Digits as text: a version may be larger than a JSON number can be. */
      version: v.pipe(v.string(), v.digits()),
      axis: v.pipe(v.string(), v.transform(currentName), v.picklist(AXES)),
      code: v.pipe(v.string(), v.transform(currentName)),
      /** What it was about, as `stableDetails` has it; a file that was written without accepts whatever has the code. */
      details: v.optional(v.array(v.string())),
    }),
  ),
});

function currentName(name: string): string {
  return FORMER_NAMES.get(name) ?? name;
}

/** The defects that a repository has had when it was written: these are waived, new ones are not. */
export type Baseline = v.InferOutput<typeof BASELINE>['accepted'];

/**
 * @throws EnvironmentError `BASELINE_UNREADABLE`; UsageError `BAD_BASELINE` for a file that is none
 */
export async function readBaseline(file: string): Promise<Baseline> {
  return readBaselineFile(file, 'baseline', (json) => v.parse(BASELINE, json).accepted);
}

/**
 * Marks what the baseline accepts, and counts what it accepts in vain; of an axis that was not tried that is not known. A
 * finding about more than was written down is a new defect.
 */
export function acceptBaseline(
  migrations: readonly MigrationVerdict[],
  baseline: Baseline,
): { migrations: MigrationVerdict[]; stale: number } {
  const used = new Set<string>();
  const accepted = migrations.map((verdict) => ({
    ...verdict,
    verdicts: mapFindings(verdict.verdicts, (axis, found) => {
      const key = keyOf({ version: String(verdict.version), axis, code: found.code });
      const known = baseline.filter((entry) => keyOf(entry) === key);
      if (found.status !== 'fail' || known.length === 0) {
        return found;
      }
      used.add(key);
      const more = stableDetails(found).filter((line) => !known.some(({ details }) => details?.includes(line) ?? true));
      return more.length === 0
        ? { ...found, status: 'waived' as const, waiver: 'in the baseline' }
        : { ...found, what: `${found.what} (more than the baseline accepts)` };
    }),
  }));
  const tried = triedAxes(migrations);
  const stale = baseline.filter((entry) => tried.has(`${entry.version} ${entry.axis}`) && !used.has(keyOf(entry)));
  return { migrations: accepted, stale: stale.length };
}

function keyOf({ version, axis, code }: { version: string; axis: Axis; code: string }): string {
  return `${version} ${axis} ${code}`;
}

function triedAxes(migrations: readonly MigrationVerdict[]): ReadonlySet<string> {
  return new Set(
    migrations.flatMap(({ version, verdicts }) =>
      AXES.filter((axis) => verdicts[axis].status !== 'skipped').map((axis) => `${version} ${axis}`),
    ),
  );
}

/**
 * Writes all failures of the report, which were judged without a baseline, as the new one; the file is whole or as it was.
 *
 * @param previous what was accepted before: kept for the migrations and axes that were not tried
 * @throws EnvironmentError `BASELINE_UNWRITABLE`
 */
export function writeBaseline(
  file: string,
  { migrations }: Pick<VerifyReport, 'migrations'>,
  previous: Baseline = [],
): Baseline {
  const tried = triedAxes(migrations);
  const failures: Baseline = migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) => {
      // The same may be found with and without rows.
      const details = new Map<FindingCode, string[]>();
      for (const found of verdicts[axis].findings.filter(({ status }) => status === 'fail')) {
        details.set(found.code, [...(details.get(found.code) ?? []), ...stableDetails(found)]);
      }
      return [...details].map(([code, lines]) => ({
        version: String(version),
        axis,
        code,
        details: [...new Set(lines)].toSorted(),
      }));
    }),
  );
  const untried = previous.filter(({ version, axis }) => !tried.has(`${version} ${axis}`));
  const accepted = [...untried, ...failures].toSorted((a, b) => Number(BigInt(a.version) - BigInt(b.version)));
  const lines = accepted.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  const text = `{\n  "formatVersion": ${FORMAT_VERSION},\n  "accepted": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
  try {
    publishText(file, text);
  } catch (error) {
    throw new EnvironmentError(`cannot write the baseline ${file} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'BASELINE_UNWRITABLE',
      hint: 'Name a file in a folder that this user may write to.',
      cause: error,
    });
  }
  return accepted;
}
