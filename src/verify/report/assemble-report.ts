import type { DatabaseContent } from '../../databases/content.ts';
import { acceptBaseline, type Baseline } from './baseline.ts';
import type { Judged } from './findings.ts';
import type { Plan } from '../plan.ts';
import type { Outcome } from '../verification-run.ts';
import { findStrayRows } from '../populated-pass/user-rows.ts';
import { type MigrationVerdict, type Verdict, type VerifyReport } from './verdict.ts';
import { isIdle, readWaivers, waive } from './waivers.ts';

/** Puts together what was found, with what the files and the baseline accept marked as such. */
export function assembleReport(
  { found }: DatabaseContent,
  plan: Plan,
  { judged, clientData, uncovered, notes }: Outcome,
  baseline: Baseline = [],
): Omit<VerifyReport, 'server' | 'milliseconds'> {
  const findings = [...found.findings, ...findStrayRows(plan.userRows, found.migrations)];
  const complete = plan.populated && judged.every(wasTried);
  const waived = judged.map(({ source, verdicts, unpopulated }) => {
    const { version, name, up, down } = source.migration;
    const { waivers, malformed } = readWaivers(source);
    const verdict: MigrationVerdict = { version, name, up, down, verdicts, unpopulated };
    const { verdict: excused, unused } = waive(verdict, waivers, { judged: complete, idle: isIdle(source.down) });
    findings.push(...malformed, ...unused);
    return excused;
  });
  const accepted = acceptBaseline(waived, baseline);
  const { migrations } = accepted;
  // Without rows in the tables some defects do not show.
  const stale = plan.populated ? accepted.stale : 0;
  const gone = stale === 1 ? 'defect that is' : 'defects that are';
  return {
    ok:
      !migrations.some(({ verdicts }) => Object.values(verdicts).some(failed)) &&
      !findings.some(({ severity }) => severity === 'error') &&
      !failed(clientData),
    migrations,
    replayed: plan.chain.length - migrations.length,
    cached: 0,
    findings,
    uncovered,
    clientData,
    notes: [
      ...(plan.note === undefined ? [] : [plan.note]),
      ...notes,
      ...(stale === 0 ? [] : [`the baseline accepts ${stale} ${gone} gone`]),
    ],
  };
}

function failed(verdict: Verdict | undefined): boolean {
  return verdict?.status === 'fail';
}

/** Whether nothing kept the axes of a migration from being tried. */
function wasTried({ verdicts: { applies } }: Judged): boolean {
  const ended = applies.findings.some(
    ({ code, populated }) => !populated && (code === 'up-fails' || code === 'up-fails-again'),
  );
  return applies.status !== 'skipped' && !ended;
}
