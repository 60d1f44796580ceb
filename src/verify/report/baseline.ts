import type { VerifyEntry } from '../../findings/baseline.ts';
import type { FindingCode } from '../../findings/names.ts';
import { stableDetails } from './stable-details.ts';
import { AXES, type Axis, type MigrationVerdict, type VerifyReport } from './verdict.ts';
import { mapFindings } from './waivers.ts';

/**
 * Marks what the baseline accepts, and counts entries without a finding on an axis that was checked. A finding with more
 * details than its entry is not accepted.
 */
export function acceptBaseline(
  migrations: readonly MigrationVerdict[],
  baseline: readonly VerifyEntry[],
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
  const checked = checkedAxes(migrations);
  const stale = baseline.filter((entry) => checked.has(`${entry.version} ${entry.axis}`) && !used.has(keyOf(entry)));
  return { migrations: accepted, stale: stale.length };
}

function keyOf({ version, axis, code }: { version: string; axis: Axis; code: string }): string {
  return `${version} ${axis} ${code}`;
}

function checkedAxes(migrations: readonly MigrationVerdict[]): ReadonlySet<string> {
  return new Set(
    migrations.flatMap(({ version, verdicts }) =>
      AXES.filter((axis) => verdicts[axis].status !== 'skipped').map((axis) => `${version} ${axis}`),
    ),
  );
}

/**
 * The entries that accept all failures of the report, which was made without a baseline.
 *
 * @param previous entries so far: kept for the migrations and axes that were not checked
 */
export function verifyEntries(
  { migrations }: Pick<VerifyReport, 'migrations'>,
  previous: readonly VerifyEntry[] = [],
): VerifyEntry[] {
  const checked = checkedAxes(migrations);
  const failures: VerifyEntry[] = migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) => {
      // The empty and the populated pass may find the same.
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
  const unchecked = previous.filter(({ version, axis }) => !checked.has(`${version} ${axis}`));
  return [...unchecked, ...failures].toSorted((a, b) => Number(BigInt(a.version) - BigInt(b.version)));
}
