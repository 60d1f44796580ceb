import { CLIENT_DATA, type VerifyEntry } from '../../findings/baseline.ts';
import type { FindingCode } from '../../findings/names.ts';
import { stableDetails } from './stable-details.ts';
import {
  AXES,
  checkedAxes,
  isChecked,
  verdictOf,
  type Finding,
  type MigrationVerdict,
  type Verdict,
  type VerifyReport,
} from './verdict.ts';
import { mapFindings } from './waivers.ts';

/** What an entry is about; its version is that of the migration, or `CLIENT_DATA`. */
type Subject = Pick<VerifyEntry, 'version' | 'axis'>;

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
    verdicts: mapFindings(verdict.verdicts, (axis, found) =>
      accept({ version: String(verdict.version), axis }, found, baseline, used),
    ),
  }));
  const checked = checkedSubjects(migrations);
  const stale = baseline.filter((entry) => checked.has(`${entry.version} ${entry.axis}`) && !used.has(keyOf(entry)));
  return { migrations: accepted, stale: stale.length };
}

/** The same for the client data, of which no entry is counted. */
export function acceptClientData(verdict: Verdict, baseline: readonly VerifyEntry[]): Verdict {
  const subject = { version: CLIENT_DATA, axis: 'applies' } as const;
  return verdict.findings.length === 0
    ? verdict
    : verdictOf(verdict.findings.map((found) => accept(subject, found, baseline)));
}

function accept(
  subject: Subject,
  found: Finding,
  baseline: readonly VerifyEntry[],
  used: Set<string> = new Set(),
): Finding {
  const key = keyOf({ ...subject, code: found.code });
  const known = baseline.filter((entry) => keyOf(entry) === key);
  if (found.status !== 'fail' || found.code === 'verify-stopped' || known.length === 0) {
    return found;
  }
  used.add(key);
  const more = stableDetails(found).filter((line) => !known.some(({ details }) => details?.includes(line) ?? true));
  return more.length === 0
    ? { ...found, status: 'waived' as const, waiver: 'in the baseline' }
    : { ...found, what: `${found.what} (more than the baseline accepts)` };
}

function keyOf({ version, axis, code }: Subject & { code: string }): string {
  return `${version} ${axis} ${code}`;
}

function checkedSubjects(migrations: readonly MigrationVerdict[]): ReadonlySet<string> {
  return new Set(migrations.flatMap((each) => [...checkedAxes(each)].map((axis) => `${each.version} ${axis}`)));
}

/**
 * The entries that accept all failures of the report, and those that this run could not have found.
 *
 * @param report made without a baseline
 * @param previous entries so far: kept for what was not checked; all are kept without the populated pass, since an entry
 *   does not say which pass found it
 */
export function verifyEntries(
  { migrations, clientData }: Pick<VerifyReport, 'migrations'> & Partial<Pick<VerifyReport, 'clientData'>>,
  previous: readonly VerifyEntry[] = [],
  { populated = true, folder }: { populated?: boolean; folder?: string } = {},
): VerifyEntry[] {
  const found = [
    ...migrations.flatMap(({ version, verdicts }) =>
      AXES.flatMap((axis) => failures({ version: String(version), axis }, verdicts[axis])),
    ),
    ...(clientData === undefined ? [] : failures({ version: CLIENT_DATA, axis: 'applies' }, clientData)),
  ];
  const checked = new Set(populated ? checkedSubjects(migrations) : []);
  if (clientData !== undefined && isChecked(clientData)) {
    checked.add(`${CLIENT_DATA} applies`);
  }
  const entries = new Map(
    found.map((entry) => [keyOf(entry), folder === undefined ? entry : { ...entry, folder }] as const),
  );
  for (const entry of previous.filter(({ version, axis }) => !checked.has(`${version} ${axis}`))) {
    entries.set(keyOf(entry), withDetailsOf(entry, entries.get(keyOf(entry))));
  }
  return [...entries.values()].toSorted((a, b) => byVersion(a, b));
}

function failures(subject: Subject, { findings }: Verdict): VerifyEntry[] {
  // The empty and the populated pass may find the same.
  const details = new Map<FindingCode, string[]>();
  for (const found of findings.filter(({ status, code }) => status === 'fail' && code !== 'verify-stopped')) {
    details.set(found.code, [...(details.get(found.code) ?? []), ...stableDetails(found)]);
  }
  return [...details].map(([code, lines]) => ({ ...subject, code, details: [...new Set(lines)].toSorted() }));
}

/** An entry without details accepts every finding of its code. */
function withDetailsOf(entry: VerifyEntry, other: VerifyEntry | undefined): VerifyEntry {
  return entry.details === undefined || other?.details === undefined
    ? entry
    : { ...other, details: [...new Set([...entry.details, ...other.details])].toSorted() };
}

/** The client data comes last, as it is applied. */
function byVersion(a: VerifyEntry, b: VerifyEntry): number {
  if (a.version === CLIENT_DATA || b.version === CLIENT_DATA) {
    return Number(a.version === CLIENT_DATA) - Number(b.version === CLIENT_DATA);
  }
  const difference = BigInt(a.version) - BigInt(b.version);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
