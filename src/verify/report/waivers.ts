import { DIRECTIVE_FORMS, parseDirective, unknownNames } from '../../findings/directive.ts';
import { similarVerifyName } from '../../findings/names.ts';
import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import { commentsWithBlocks } from '../../sql/block-comments.ts';
import { sqlTokens } from '../../sql/sql-tokens.ts';
import { positionFinder } from '../../sql/text-position.ts';
import type { MigrationSource } from '../migration-source.ts';
import {
  AXES,
  FINDING_CODES,
  checkedAxes,
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

const SUBJECTS: ReadonlySet<string> = new Set(['irreversible', ...AXES, ...FINDING_CODES]);

function isSubject(name: string): name is Waiver['subject'] {
  return SUBJECTS.has(name);
}

/** Reads the directives in both files of a pair, also in the bodies of DO blocks: those for an axis, a code or `irreversible`; lint reads the others. */
export function readWaivers({ migration, up, down }: MigrationSource): Waivers {
  const found: Waivers = { waivers: [], malformed: [] };
  for (const [file, text] of [
    [migration.up, up],
    [migration.down, down],
  ] as const) {
    if (file === undefined || text === undefined || !/elementaldb/i.test(text)) {
      continue;
    }
    const place = positionFinder(text);
    for (const comment of commentsWithBlocks(text)) {
      const directive = parseDirective(comment.text);
      if (directive === undefined || directive.isForLint) {
        continue;
      }
      const { names, reason } = directive;
      // The rules of lint are not known here: a name that resembles none of verify's is taken for a rule.
      const fault = directive.fault ?? unknownNames(directive, (name) => similarVerifyName(name) === undefined);
      const { line } = place(comment.start);
      if (fault !== undefined) {
        found.malformed.push(malformed(file, line, fault));
        continue;
      }
      for (const subject of names.filter(isSubject)) {
        found.waivers.push({ subject, reason, file, line });
      }
    }
  }
  return found;
}

function malformed(file: string, line: number, what: string): FolderFinding {
  return {
    rule: 'malformed-waiver',
    severity: 'error',
    file,
    line,
    what,
    why: 'The comment is meant to accept a finding, and accepts none.',
    fix: `Write ${DIRECTIVE_FORMS}, or begin the comment with another word.`,
  };
}

/** What `irreversible` accepts: findings on a down that undoes nothing, but not on one that reverts a part or loses rows. */
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

/** Findings that a waiver for the whole axis does not cover. */
const ONLY_BY_CODE: ReadonlySet<FindingCode> = new Set([
  'down-loses-rows',
  'not-reached',
  'user-rows-fail',
  'verify-stopped',
]);

/** Whether a down cannot change anything: comments, `SELECT 1`, an empty transaction. */
export function isIdle(down: string | undefined): boolean {
  return sqlTokens(down ?? '').every(
    ({ kind, text }) => kind === 'number' || kind === 'string' || /^(?:;|begin|commit|end|select)$/i.test(text),
  );
}

/**
 * Marks what the waivers accept. A waiver that accepts nothing is a finding itself: the defect was fixed, or the comment is
 * in the wrong file. Not so for an axis that was not checked.
 *
 * @param complete whether everything was checked; if not, unused waivers are not reported
 * @param idle whether the down cannot change anything, so that rows which the up moved are still there
 */
export function waive(
  verdict: MigrationVerdict,
  waivers: readonly Waiver[],
  { complete, idle = false }: { complete: boolean; idle?: boolean | undefined },
): { verdict: MigrationVerdict; unused: FolderFinding[] } {
  const used = new Set<Waiver>();
  const accepts = ({ subject }: Waiver, axis: Axis, code: FindingCode): boolean =>
    subject === 'irreversible'
      ? OF_IRREVERSIBLE.has(code) || (idle && code === 'down-loses-rows')
      : (subject === code && code !== 'verify-stopped') || (subject === axis && !ONLY_BY_CODE.has(code));
  const accept = (axis: Axis, found: Finding): Finding => {
    const fitting = waivers.filter((waiver) => accepts(waiver, axis, found.code));
    fitting.forEach((waiver) => used.add(waiver));
    const [waiver] = fitting;
    if (waiver === undefined) {
      return found;
    }
    return { ...found, status: 'waived', waiver: waiver.reason };
  };
  const verdicts = mapFindings(verdict.verdicts, accept);
  const unused = waivers.filter((waiver) => !used.has(waiver) && wasChecked(verdict, waiver)).map(unusedWaiver);
  return { verdict: { ...verdict, verdicts }, unused: complete ? unused : [] };
}

/** Whether the waiver's axes were checked; `down-acts` says already what is wrong with `irreversible`. */
function wasChecked(verdict: MigrationVerdict, { subject }: Waiver): boolean {
  const checked = checkedAxes(verdict);
  if (subject === 'irreversible') {
    return checked.has('reversible') && !verdict.verdicts.reversible.findings.some(({ code }) => code === 'down-acts');
  }
  const axis = AXES.find((each) => each === subject);
  // A code may be found on more axes than one.
  return (axis === undefined ? AXES : [axis]).every((each) => checked.has(each));
}

function unusedWaiver({ subject, file, line }: Waiver): FolderFinding {
  return {
    rule: 'unused-waiver',
    severity: 'warning',
    file,
    line,
    what:
      subject === 'irreversible'
        ? 'declared irreversible, but the down reverts the up'
        : `no finding for "allow ${subject}"`,
    why: 'The comment would silently accept the next finding.',
    fix: 'Remove the comment.',
  };
}

/** The same verdicts with each finding replaced, and the status that follows. */
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
