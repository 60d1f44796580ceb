import type { DatabaseContent } from '../../databases/content.ts';
import type { LintEntry, VerifyEntry } from '../../findings/baseline.ts';
import { acceptBaseline, acceptClientData } from './baseline.ts';
import { isForwardOnly } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { CheckedMigration, Outcome } from './pass-results.ts';
import { AFTER_DIVERGENCE } from './merge-verdicts.ts';
import { findStrayRows } from '../populated-pass/user-rows.ts';
import { isChecked, isTriedOnRows, type MigrationVerdict, type Verdict, type VerifyReport } from './verdict.ts';
import { isIdle, readWaivers, waive } from './waivers.ts';
import { fileLabel } from '../../support/file-label.ts';

/** The report on what was found; what comments and the baseline accept is marked as waived. */
export function assembleReport(
  { found }: DatabaseContent,
  plan: Plan,
  { checked, uncovered, notes, ...outcome }: Outcome,
  baseline: readonly VerifyEntry[] = [],
  lintBaseline: readonly LintEntry[] = [],
): Omit<VerifyReport, 'server' | 'milliseconds'> {
  const isAccepted = ({ rule, file, what }: FolderFinding): boolean =>
    lintBaseline.some((entry) => entry.rule === rule && entry.file === fileLabel(file) && entry.what === what);
  const findings = [
    ...found.findings.filter((each) => !isAccepted(each)),
    ...findStrayRows(plan.userRows, found.migrations),
  ];
  const complete = plan.populated && checked.every(wasChecked);
  const waived = checked.map(({ source, verdicts, unpopulated, untried }) => {
    const { version, name, up, down } = source.migration;
    const { waivers, malformed } = readWaivers(source);
    const verdict: MigrationVerdict = {
      version,
      name,
      up,
      down,
      verdicts: { ...verdicts },
      unpopulated: [...unpopulated],
      untried: [...untried],
    };
    const { verdict: accepted, unused } = waive(verdict, waivers, { complete, idle: isIdle(source.down) });
    findings.push(...malformed, ...unused);
    return accepted;
  });
  const { migrations, stale: unused } = acceptBaseline(waived, baseline);
  const clientData = outcome.clientData && acceptClientData(outcome.clientData, baseline);
  // Without the populated pass some defects are not found.
  const stale = plan.populated ? unused : 0;
  return {
    ok:
      !migrations.some(({ verdicts }) => Object.values(verdicts).some(failed)) &&
      !findings.some(({ severity }) => severity === 'error') &&
      !failed(clientData),
    migrations,
    replayed: plan.chain.length - migrations.length,
    cached: 0,
    findings,
    uncovered: [...uncovered],
    clientData,
    notes: [
      ...(plan.note === undefined ? [] : [plan.note]),
      ...(checked.length > 0 && checked.every(({ source }) => isForwardOnly(source)) ? [ONLY_UPS] : []),
      ...(plan.ignoreRows.length === 0 ? [] : [`rows are not compared (ignoreRows): ${plan.ignoreRows.join(', ')}`]),
      ...notes,
      ...unknownInSession(migrations),
      ...(stale === 0
        ? []
        : [
            `the baseline accepts ${stale} ${stale === 1 ? 'finding that no longer occurs' : 'findings that no longer occur'}`,
          ]),
    ],
  };
}

const ONLY_UPS = 'the migrations have no downs: only the ups are judged';

/** An accepted divergence in the single session must not look as if all later migrations had passed there. */
function unknownInSession(migrations: readonly MigrationVerdict[]): string[] {
  const at = migrations.findIndex(({ verdicts }) => verdicts.sessionIndependent.status === 'waived');
  const later = migrations
    .slice(at + 1)
    .filter(({ verdicts }) => verdicts.sessionIndependent.reason === AFTER_DIVERGENCE.reason).length;
  const by = migrations[at];
  return by === undefined || later === 0
    ? []
    : [
        `in one session nothing is known about ${later} later ${later === 1 ? 'migration' : 'migrations'}: ${by.version}_${by.name} ` +
          'leads to another state there, which is accepted',
      ];
}

function failed(verdict: Verdict | undefined): boolean {
  return verdict?.status === 'fail';
}

/** Whether both passes got to the end of a migration. */
function wasChecked(checked: CheckedMigration): boolean {
  const { applies } = checked.verdicts;
  const ended = applies.findings.some(
    ({ code, populated }) => !populated && (code === 'up-fails' || code === 'up-fails-again'),
  );
  return isChecked(applies) && !ended && isTriedOnRows(checked);
}
