import type { FolderFinding } from '../migrations/folder-finding.ts';
import type { MigrationTexts } from './migration-texts.ts';
import { AXES, verdictOf, type Axis, type Finding, type FindingCode, type MigrationVerdict } from './verdict.ts';

/** A comment in a file that accepts what would be found. */
export interface Waiver {
  /** `irreversible` stands for a down that cannot, and does not, undo the up. */
  subject: Axis | 'irreversible';
  reason: string;
  file: string;
  line: number;
}

/** What the comments of a pair say. */
export interface Waivers {
  waivers: Waiver[];
  /** Comments that are meant as waivers and are none. */
  malformed: FolderFinding[];
}

/** `data-kept`, `dataKept` and `data_kept` are the same axis. */
const NAMES: ReadonlyMap<string, Axis> = new Map(AXES.map((axis) => [axis.toLowerCase(), axis]));

const COMMENT = /^[ \t]*--[ \t]*elementaldb:[ \t]*(.*)$/i;

/** Reads `-- elementaldb: irreversible <reason>` and `-- elementaldb: allow <axis> <reason>` in both files of a pair. */
export function readWaivers({ migration, up, down }: MigrationTexts): Waivers {
  const found: Waivers = { waivers: [], malformed: [] };
  for (const [file, text] of [
    [migration.up, up],
    [migration.down, down],
  ] as const) {
    for (const [index, comment] of (text ?? '').split(/\r?\n/).entries()) {
      const said = COMMENT.exec(comment)?.[1]?.trim();
      if (file === undefined || said === undefined) {
        continue;
      }
      const waiver = readWaiver(said);
      if (typeof waiver === 'string') {
        found.malformed.push(malformed(file, index + 1, waiver));
      } else {
        found.waivers.push({ ...waiver, file, line: index + 1 });
      }
    }
  }
  return found;
}

/** The waiver, or what is wrong with it. */
function readWaiver(said: string): Pick<Waiver, 'subject' | 'reason'> | string {
  const irreversible = /^irreversible(?:[:\s]+(.*))?$/.exec(said);
  if (irreversible !== null) {
    const reason = irreversible[1] ?? '';
    return reason === '' ? '"irreversible" without a reason' : { subject: 'irreversible', reason };
  }
  const allowed = /^allow\s+([^\s:]+)[:\s]*(.*)$/.exec(said);
  if (allowed === null) {
    return `"${said}" is neither "irreversible <reason>" nor "allow <axis> <reason>"`;
  }
  const [, name = '', reason = ''] = allowed;
  const axis = NAMES.get(name.replaceAll(/[-_]/g, '').toLowerCase());
  if (axis === undefined) {
    return `"${name}" is no axis: there are ${AXES.join(', ')}`;
  }
  return reason === '' ? `"allow ${name}" without a reason` : { subject: axis, reason };
}

function malformed(file: string, line: number, what: string): FolderFinding {
  return {
    rule: 'malformed-waiver',
    severity: 'error',
    file,
    line,
    what,
    why: 'A comment that begins with "elementaldb:" accepts something, and this one accepts nothing.',
    mend: 'Write "-- elementaldb: irreversible <reason>" or "-- elementaldb: allow <axis> <reason>", or remove it.',
  };
}

/** What a down that undoes nothing may leave undone. That it acts, and yet does not undo the up, is not among it. */
const OF_IRREVERSIBLE: ReadonlySet<FindingCode> = new Set([
  'column-order',
  'down-differs',
  'down-fails',
  'down-loses-rows',
  'down-missing',
  'names-only',
  'third-up-differs',
  'third-up-fails',
  'up-destroys-rows',
]);

/**
 * Marks what the waivers accept. A waiver that accepts nothing is a finding itself: what it excused has been mended, or
 * it stands in the wrong file. One for an axis that was not tried is none.
 *
 * @param judged whether everything was tried that a waiver could be for; if not, unused ones are no findings
 */
export function waive(
  verdict: MigrationVerdict,
  waivers: readonly Waiver[],
  judged: boolean,
): { verdict: MigrationVerdict; unused: FolderFinding[] } {
  const used = new Set<Waiver>();
  const excuse = (axis: Axis, found: Finding): Finding => {
    const fitting = waivers.filter(
      ({ subject }) => subject === axis || (subject === 'irreversible' && OF_IRREVERSIBLE.has(found.code)),
    );
    fitting.forEach((waiver) => used.add(waiver));
    const [waiver] = fitting;
    if (waiver === undefined) {
      return found;
    }
    return { ...found, status: 'waived', waiver: waiver.reason };
  };
  const verdicts = mapFindings(verdict.verdicts, excuse);
  const unused = waivers.filter((waiver) => !used.has(waiver) && wasTried(verdict, waiver)).map(unusedWaiver);
  return { verdict: { ...verdict, verdicts }, unused: judged ? unused : [] };
}

/** Of a down that acts it is said already what is wrong with the comment. */
function wasTried({ verdicts }: MigrationVerdict, { subject }: Waiver): boolean {
  return subject === 'irreversible'
    ? !verdicts.reversible.findings.some(({ code }) => code === 'down-acts')
    : verdicts[subject].status !== 'skipped';
}

function unusedWaiver({ subject, file, line }: Waiver): FolderFinding {
  return {
    rule: 'unused-waiver',
    severity: 'warning',
    file,
    line,
    what: subject === 'irreversible' ? 'declared irreversible, and it is not' : `nothing is found on "${subject}"`,
    why: 'A waiver that excuses nothing would excuse the next defect in silence.',
    mend: 'Remove the comment.',
  };
}

/** The same verdicts with each finding replaced, and their status taken anew. */
export function mapFindings(
  verdicts: MigrationVerdict['verdicts'],
  replace: (axis: Axis, found: Finding) => Finding,
): MigrationVerdict['verdicts'] {
  const mapped = { ...verdicts };
  for (const axis of AXES) {
    if (verdicts[axis].findings.length > 0) {
      mapped[axis] = verdictOf(verdicts[axis].findings.map((found) => replace(axis, found)));
    }
  }
  return mapped;
}
