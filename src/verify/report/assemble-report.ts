import { basename } from 'node:path';

import type { DatabaseContent } from '../../databases/content.ts';
import type { LintEntry, VerifyEntry } from '../../findings/baseline.ts';
import { acceptBaseline, acceptClientData } from './baseline.ts';
import type { Plan } from '../plan.ts';
import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { CheckedMigration, Outcome } from './pass-results.ts';
import { findStrayRows } from '../populated-pass/user-rows.ts';
import { isChecked, isTriedOnRows, type MigrationVerdict, type Verdict, type VerifyReport } from './verdict.ts';
import { isIdle, readWaivers, waive } from './waivers.ts';

/** The report on what was found; what comments and the baseline accept is marked as waived. */
export function assembleReport(
  { found }: DatabaseContent,
  plan: Plan,
  { checked, uncovered, notes, ...outcome }: Outcome,
  baseline: readonly VerifyEntry[] = [],
  lintBaseline: readonly LintEntry[] = [],
): Omit<VerifyReport, 'server' | 'milliseconds'> {
  const isAccepted = ({ rule, file, what }: FolderFinding): boolean =>
    lintBaseline.some((entry) => entry.rule === rule && entry.file === basename(file) && entry.what === what);
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
      ...(plan.ignoreRows.length === 0 ? [] : [`rows are not compared (ignoreRows): ${plan.ignoreRows.join(', ')}`]),
      ...notes,
      ...(stale === 0
        ? []
        : [
            `the baseline accepts ${stale} ${stale === 1 ? 'finding that no longer occurs' : 'findings that no longer occur'}`,
          ]),
    ],
  };
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
