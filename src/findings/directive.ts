import { AXES, currentName, isVerifyName } from './names.ts';

/** A comment that accepts findings, or is meant to. */
export interface Directive {
  /** Rules, axes and codes by their current names; `irreversible` for a down that cannot revert the up. */
  names: readonly string[];
  /** The same as they are written: names of earlier releases are understood. */
  written: readonly string[];
  reason: string;
  /** Whether lint accepts the findings of the whole file; of the next statement only, or of the line that it ends, if not. */
  wholeFile: boolean;
  /** Whether it has the form `elementaldb-ignore`, which only lint reads. */
  isForLint: boolean;
  /** Why it accepts nothing; undefined if it is well-formed. Whether its names exist tells `unknownNames`. */
  fault: string | undefined;
}

type Parts = Pick<Directive, 'written' | 'reason'> & Partial<Directive>;

/** Comments that begin with our name, but not with a longer word or a name of a file or schema. */
const OURS = /^elementaldb(?![\w.])/i;

const FORMER_FORM = /^elementaldb-ignore(-file)?\b[ \t]*(.*)$/i;

/** What a directive looks like, for messages. */
export const DIRECTIVE_FORMS =
  '"-- elementaldb: allow <rule or axis> <reason>" or "-- elementaldb: irreversible <reason>"';

/**
 * Reads a comment with its dashes: `-- elementaldb: allow <rule or axis>[, …] <reason>`, `-- elementaldb: allow-file …` for
 * the whole file, `-- elementaldb: irreversible <reason>`, or the former `-- elementaldb-ignore[-file] <rule>[, …]: <reason>`.
 *
 * @returns undefined for any other comment
 */
export function parseDirective(comment: string): Directive | undefined {
  const text = comment.replace(/^(?:-+|\/\*+)/, '').trim();
  if (!OURS.test(text)) {
    return undefined;
  }
  const former = FORMER_FORM.exec(text);
  if (former !== null) {
    return comment.startsWith('--') ? formerDirective(former) : undefined;
  }
  if (!comment.startsWith('--')) {
    return faulty('a comment in /* */ accepts nothing');
  }
  const directive = /^\w+:\s*(.*)$/.exec(text)?.[1];
  if (directive === undefined) {
    return faulty('the colon after "elementaldb" is missing');
  }
  const irreversible = /^irreversible(?:[:\s]+(.*))?$/.exec(directive);
  if (irreversible !== null) {
    return check({ written: ['irreversible'], reason: irreversible[1] ?? '' }, '"irreversible" has no reason');
  }
  const allow = /^allow(-file)?\s+([^\s:,]+(?:\s*,\s*[^\s:,]+)*)[:\s]*(.*)$/.exec(directive);
  if (allow === null) {
    return faulty(`"${directive}" is neither "irreversible <reason>" nor "allow <rule or axis> <reason>"`);
  }
  const [, whole, names = '', reason = ''] = allow;
  const parts = { written: names.split(/\s*,\s*/), reason, wholeFile: whole !== undefined };
  return check(parts, `"allow ${names}" has no reason`);
}

function formerDirective([, whole, rest = '']: readonly (string | undefined)[]): Directive {
  const colon = rest.indexOf(':');
  const [names, reason] = colon === -1 ? [rest, ''] : [rest.slice(0, colon), rest.slice(colon + 1).trim()];
  const written = names.split(/[\s,]+/).filter((name) => name !== '');
  const parts = { written, reason, wholeFile: whole !== undefined, isForLint: true };
  return written.length === 0
    ? faulty('the comment names no rule', parts)
    : check(parts, 'the comment gives no reason');
}

/** What is wrong with the names of a directive, given the rules that exist; undefined if nothing is. */
export function unknownNames(
  { names, written, isForLint }: Directive,
  isRule: (name: string) => boolean,
): string | undefined {
  const unknown = written.filter((_, index) => {
    const name = names[index] ?? '';
    return !isRule(name) && (isForLint || !isVerifyName(name));
  });
  if (unknown.length === 0) {
    return undefined;
  }
  return isForLint
    ? `unknown rule ${unknown.join(', ')}`
    : `"${unknown.join('", "')}" is neither a rule nor an axis (${AXES.join(', ')})`;
}

function check(parts: Parts, missingReason: string): Directive {
  return parts.reason === '' ? faulty(missingReason, parts) : complete(parts, undefined);
}

function faulty(fault: string, parts: Parts = { written: [], reason: '' }): Directive {
  return complete(parts, fault);
}

function complete(
  { written, reason, wholeFile = false, isForLint = false }: Parts,
  fault: string | undefined,
): Directive {
  return { names: written.map(currentName), written, reason, wholeFile, isForLint, fault };
}
