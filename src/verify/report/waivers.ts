import { currentName } from '../../findings/names.ts';
import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import { sqlComments, sqlTokens } from '../../sql/sql-tokens.ts';
import { positionFinder } from '../../sql/text-position.ts';
import type { MigrationSource } from '../migration-source.ts';
import {
  AXES,
  FINDING_CODES,
  verdictOf,
  type Axis,
  type Finding,
  type FindingCode,
  type MigrationVerdict,
} from './verdict.ts';

/** A comment in a file that accepts what would be found. */
export interface Waiver {
  /** What is found on one axis, or by one code; `irreversible` stands for a down that cannot, and does not, undo the up. */
  subject: Axis | FindingCode | 'irreversible';
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

const SUBJECTS: readonly (Axis | FindingCode)[] = [...AXES, ...FINDING_CODES];

/** What is not for us: the word within a longer one, and what the linter is told. */
const OURS = /^elementaldb(?![\w.])(?!-ignore\b)/i;

/** Reads `-- elementaldb: irreversible <reason>` and `-- elementaldb: allow <axis or code> <reason>` in both files of a pair. */
export function readWaivers({ migration, up, down }: MigrationSource): Waivers {
  const found: Waivers = { waivers: [], malformed: [] };
  for (const [file, text] of [
    [migration.up, up],
    [migration.down, down],
  ] as const) {
    if (file === undefined || text === undefined) {
      continue;
    }
    const place = positionFinder(text);
    for (const comment of sqlComments(text)) {
      const said = comment.text.replace(/^(?:-+|\/\*+)/, '').trim();
      if (!OURS.test(said)) {
        continue;
      }
      const { line } = place(comment.start);
      const waiver = comment.text.startsWith('--') ? readWaiver(said) : 'a comment in /* */ accepts nothing';
      if (typeof waiver === 'string') {
        found.malformed.push(malformed(file, line, waiver));
      } else {
        found.waivers.push({ ...waiver, file, line });
      }
    }
  }
  return found;
}

/** The waiver, or what is wrong with it. */
function readWaiver(comment: string): Pick<Waiver, 'subject' | 'reason'> | string {
  const said = /^\w+:\s*(.*)$/.exec(comment)?.[1];
  if (said === undefined) {
    return 'there is no colon behind "elementaldb"';
  }
  const irreversible = /^irreversible(?:[:\s]+(.*))?$/.exec(said);
  if (irreversible !== null) {
    const reason = irreversible[1] ?? '';
    return reason === '' ? '"irreversible" without a reason' : { subject: 'irreversible', reason };
  }
  const allowed = /^allow\s+([^\s:]+)[:\s]*(.*)$/.exec(said);
  if (allowed === null) {
    return `"${said}" is neither "irreversible <reason>" nor "allow <axis or code> <reason>"`;
  }
  const [, name = '', reason = ''] = allowed;
  const subject = SUBJECTS.find((each) => each === currentName(name));
  if (subject === undefined) {
    return `"${name}" is neither the code of a finding nor an axis: there are ${AXES.join(', ')}`;
  }
  return reason === '' ? `"allow ${name}" without a reason` : { subject, reason };
}

function malformed(file: string, line: number, what: string): FolderFinding {
  return {
    rule: 'malformed-waiver',
    severity: 'error',
    file,
    line,
    what,
    why: 'A comment that begins with "elementaldb" is there to accept something, and this one accepts nothing.',
    fix:
      'Write "-- elementaldb: irreversible <reason>" or "-- elementaldb: allow <axis or code> <reason>", or let it begin ' +
      'with another word.',
  };
}

/**
 * What a down that undoes nothing may leave undone. That it acts, and yet does not undo the up, is not among it, nor that
 * it takes rows along.
 */
const OF_IRREVERSIBLE: ReadonlySet<FindingCode> = new Set([
  'column-order',
  'down-differs',
  'down-fails',
  'down-missing',
  'names-only',
  'third-up-differs',
  'third-up-fails',
  'up-destroys-rows',
]);

/** Who accepts that an up destroys rows does not mean these, which have to be named by their code. */
const ONLY_BY_CODE: ReadonlySet<FindingCode> = new Set(['down-loses-rows', 'user-rows-fail']);

/** Whether a down holds nothing that could change anything: comments, `SELECT 1`, an empty transaction. */
export function isIdle(down: string | undefined): boolean {
  return sqlTokens(down ?? '').every(
    ({ kind, text }) => kind === 'number' || kind === 'string' || /^(?:;|begin|commit|end|select)$/i.test(text),
  );
}

/**
 * Marks what the waivers accept. A waiver that accepts nothing is a finding itself: what it excused has been fixed, or
 * it stands in the wrong file. One for an axis that was not tried is none.
 *
 * @param judged whether everything was tried that a waiver could be for; if not, unused ones are no findings
 * @param idle whether the down holds nothing that acts, so that rows which the up had put elsewhere are still there
 */
export function waive(
  verdict: MigrationVerdict,
  waivers: readonly Waiver[],
  { judged, idle = false }: { judged: boolean; idle?: boolean | undefined },
): { verdict: MigrationVerdict; unused: FolderFinding[] } {
  const used = new Set<Waiver>();
  const accepts = ({ subject }: Waiver, axis: Axis, code: FindingCode): boolean =>
    subject === 'irreversible'
      ? OF_IRREVERSIBLE.has(code) || (idle && code === 'down-loses-rows')
      : subject === code || (subject === axis && !ONLY_BY_CODE.has(code));
  const excuse = (axis: Axis, found: Finding): Finding => {
    const fitting = waivers.filter((waiver) => accepts(waiver, axis, found.code));
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
  if (subject === 'irreversible') {
    return !verdicts.reversible.findings.some(({ code }) => code === 'down-acts');
  }
  const axis = AXES.find((each) => each === subject);
  // A code may be found on more axes than one.
  return (axis === undefined ? AXES : [axis]).every((each) => verdicts[each].status !== 'skipped');
}

function unusedWaiver({ subject, file, line }: Waiver): FolderFinding {
  return {
    rule: 'unused-waiver',
    severity: 'warning',
    file,
    line,
    what:
      subject === 'irreversible'
        ? 'declared irreversible, and it is not'
        : `nothing is found that "allow ${subject}" accepts`,
    why: 'A waiver that excuses nothing would excuse the next defect in silence.',
    fix: 'Remove the comment.',
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
