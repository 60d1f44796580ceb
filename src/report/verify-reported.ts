import { newFinding, statusOfSeverity, type FindingInFile } from '../findings/finding.ts';
import { CODE_MEANINGS } from '../findings/names.ts';
import { contentHash } from '../support/hash.ts';
import { stableDetails } from '../verify/report/stable-details.ts';
import { AXES, isChecked, type Finding, type MigrationVerdict, type VerifyReport } from '../verify/report/verdict.ts';
import type { Reported, ReportedRule } from './reported.ts';
import { fileLabel } from '../support/file-label.ts';

/** What verify found and nobody accepted, for the formats of other programs. */
export function verifyReported(
  { migrations, findings, clientData, milliseconds }: VerifyReport,
  folder: string,
  { version, base }: Pick<Reported, 'version' | 'base'>,
): Reported {
  const ofMigrations = migrations.flatMap(({ up, down, verdicts }) =>
    AXES.flatMap((axis) => verdicts[axis].findings).flatMap((found) => reported(found, up ?? down ?? folder)),
  );
  const ofData = (clientData?.findings ?? []).flatMap((found) => reported(found, folder));
  const ofFolder = findings.map(({ rule, severity, ...found }): FindingInFile => ({
    ...newFinding({ ...found, code: rule, status: statusOfSeverity(severity) }),
    file: found.file,
    fingerprint: contentHash([rule, fileLabel(found.file), found.what]),
  }));
  return {
    command: 'verify',
    version,
    findings: [...ofMigrations, ...ofData, ...ofFolder],
    rules: Object.entries(CODE_MEANINGS).map(([id, summary]): ReportedRule => ({
      id,
      summary,
      effect: summary,
      remedy: 'The finding says how to fix it; "elementaldb verify --explain VERSION" shows it step by step.',
    })),
    checked: migrations.flatMap(({ up, down }) => [up, down].filter((file) => file !== undefined)),
    skipped: new Map(migrations.flatMap(skippedFiles)),
    sources: new Map(),
    milliseconds,
    base,
  };
}

/** The files of a migration that were not tried, so that none of them counts as passed. */
function skippedFiles({ up, down, verdicts }: MigrationVerdict): [string, string][] {
  const files = [
    [up, verdicts.applies],
    [down, verdicts.reversible],
  ] as const;
  return files.flatMap(([file, verdict]): [string, string][] =>
    file === undefined || isChecked(verdict) ? [] : [[file, verdict.findings[0]?.what ?? verdict.reason ?? '']],
  );
}

function reported(found: Finding, fallback: string): FindingInFile[] {
  const { code, status, what, why, fix, sql, details, file = fallback } = found;
  return status === 'waived'
    ? []
    : [
        {
          ...found,
          file,
          why: [why, ...details].join('\n'),
          fix: [fix, ...sql].join('\n'),
          fingerprint: contentHash([code, fileLabel(file), what, ...stableDetails(found)]),
        },
      ];
}
