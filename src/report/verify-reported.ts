import { basename } from 'node:path';

import { contentHash } from '../support/hash.ts';
import { stableDetails } from '../verify/report/stable-details.ts';
import {
  AXES,
  type Axis,
  type Finding,
  type FindingCode,
  type MigrationVerdict,
  type VerifyReport,
} from '../verify/report/verdict.ts';
import type { Reported, ReportedFinding, ReportedRule } from './reported.ts';

/** What each finding means, in a sentence. */
const MEANINGS: Readonly<Record<FindingCode, string>> = {
  'client-data-fails': 'The client data does not load.',
  'column-order': 'Columns come back in another order.',
  'down-acts': 'The down is declared irreversible, and changes a part.',
  'down-differs': 'Up and down leave a difference.',
  'down-fails': 'The server refuses the down.',
  'down-loses-rows': 'The down loses what was there before the up.',
  'down-missing': 'There is no down.',
  'ledger-lost': "A file takes away golang-migrate's table or its row.",
  shadowed: 'IF NOT EXISTS finds another object of that name.',
  'names-only': 'What comes back has other names.',
  'resume-differs': 'Stopped half-way and run again, the up leads elsewhere.',
  'resume-fails': 'Stopped half-way, the up fails when it is run again.',
  'second-up-changes': 'Run a second time, the up changes something.',
  'second-up-fails': 'Run a second time, the up fails.',
  'sequence-behind': 'The up leaves a sequence behind its column.',
  'session-differs': 'In one session with the migrations before it, the up leads elsewhere.',
  'session-fails': 'In one session with the migrations before it, the up fails.',
  'third-up-differs': 'After the down, the up leads elsewhere.',
  'third-up-fails': 'After the down, the up fails.',
  'up-changes-nothing': 'The up changes nothing.',
  'up-destroys-rows': 'The up destroys what no down can bring back.',
  'up-fails': 'The server refuses the up.',
  'up-fails-again': 'The up ran once, but not again from the same state.',
  'up-rolls-back': 'The file ends in ROLLBACK.',
  'user-rows-fail': "Rows of one's own for this version are refused.",
};

/** What does not hold where something is found on an axis. */
const BROKEN: Readonly<Record<Axis, string>> = {
  applies: 'The migration does not do what it says.',
  idempotent: 'The up cannot be run again.',
  reversible: 'The down does not bring back the schema as it was before the up.',
  dataPreserved: 'Rows that were there before the up are not there, or not equal, after up and down.',
  reappliable: 'After the down, the up does not lead to the same state.',
  sessionIndependent:
    'Run in one session with the others, as golang-migrate does, the up does not lead to the same state.',
  resumable: 'When it is stopped half-way, the up cannot be run again as a whole.',
  shadowed: 'Something that the up is to make is not made.',
};

/** What verify has found and nobody has accepted, for the formats of other programs. */
export function verifyReported(
  { migrations, findings, clientData, milliseconds }: VerifyReport,
  folder: string,
  { version, base }: Pick<Reported, 'version' | 'base'>,
): Reported {
  const ofFolder = findings.map((found): ReportedFinding => ({
    ...found,
    line: found.line,
    column: undefined,
    fingerprint: contentHash([found.rule, basename(found.file), found.what]),
  }));
  const ofData = (clientData?.findings ?? []).flatMap((found) =>
    reported(found, folder, 'The database is not as production is.'),
  );
  return {
    command: 'verify',
    version,
    findings: [...migrations.flatMap((migration) => ofMigration(migration, folder)), ...ofData, ...ofFolder],
    rules: Object.entries(MEANINGS).map(([id, summary]): ReportedRule => ({
      id,
      summary,
      effect: summary,
      remedy: 'The finding says how to fix it; "elementaldb verify --explain VERSION" shows it step by step.',
    })),
    checked: migrations.flatMap(({ up, down }) => [up, down].filter((file) => file !== undefined)),
    milliseconds,
    base,
  };
}

function ofMigration({ up, down, verdicts }: MigrationVerdict, folder: string): ReportedFinding[] {
  return AXES.flatMap((axis) =>
    verdicts[axis].findings.flatMap((found) => reported(found, found.file ?? up ?? down ?? folder, BROKEN[axis])),
  );
}

function reported(found: Finding, file: string, why: string): ReportedFinding[] {
  const { code, status, what, fix, sql, details, line } = found;
  return status === 'waived'
    ? []
    : [
        {
          rule: code,
          severity: status === 'fail' ? 'error' : 'warning',
          file: found.file ?? file,
          line,
          column: undefined,
          what,
          why: [why, ...details].join('\n'),
          fix: [fix, ...sql].join('\n'),
          fingerprint: contentHash([code, basename(file), what, ...stableDetails(found)]),
        },
      ];
}
