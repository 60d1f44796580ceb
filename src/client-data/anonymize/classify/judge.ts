import { nameWords, type NameHint } from './name-hints.ts';
import type { Content } from './content.ts';

/** What happens to a column or a path in JSON: a rule, `keep`, or `undecided`, which refuses a dump. */
export interface Judgement {
  rule: string;
  /** Why, for people, in a few words. */
  reason: string;
}

export const KEEP = 'keep';
export const UNDECIDED = 'undecided';

/** Names that alone do not make harmless words personal: a description "heat pump" can stay. */
const KEPT_IF_HARMLESS: ReadonlySet<NameHint> = new Set(['text', 'label', 'file-name', 'url', 'place', 'code']);

/** Names that say less than the form of most values. */
const WEAK_HINTS: ReadonlySet<NameHint> = new Set(['text', 'label', 'code', 'place', 'identifier', 'company']);

/** Codes are short and few. */
const [LONGEST_CODE, MOST_CODES] = [40, 200];

/** Judges text by the name of its column or key, by a comment, and by all its distinct values. */
export function judgeText(content: Content, hint: NameHint, source: 'name' | 'comment'): Judgement {
  const { values, harmless } = content;
  const isHarmless = harmless === values;
  if (isHarmless && (hint === undefined || KEPT_IF_HARMLESS.has(hint) || source === 'comment')) {
    return { rule: KEEP, reason: 'numbers, times, ids or plain words' };
  }
  const byForm = judgeByForm(content, hint);
  if (byForm !== undefined) {
    return byForm;
  }
  if (hint === 'code') {
    return judgeCodes(content);
  }
  if (hint !== undefined && !(hint === 'label' && content.sentences * 2 > values)) {
    return { rule: hint, reason: `by its ${source}` };
  }
  return judgeRest(content);
}

/** By the form of at least half of the values that are not harmless. */
function judgeByForm(content: Content, hint: NameHint): Judgement | undefined {
  if (hint !== undefined && !WEAK_HINTS.has(hint)) {
    return undefined;
  }
  const personal = content.values - content.harmless - content.known;
  const names = (content.shapes.get('person') ?? 0) + content.names + content.writtenAsNames;
  if (names * 10 >= personal * 9 && (hint === undefined || names > content.writtenAsNames)) {
    return { rule: 'person', reason: `${names} of ${content.values} values are written as names of people` };
  }
  const [shape, count] = content.mainShape ?? ['person', 0];
  // Three numbers with a right check digit by chance: one in a thousand.
  const isCertain = shape !== 'mpan' || count >= 3;
  if (isCertain && count * 2 > personal && !(hint === 'text' && content.sentences > 0)) {
    return { rule: shape, reason: `${count} of ${content.values} values have this form` };
  }
  if (hint === undefined && content.shaped + content.writtenAsNames === personal) {
    return { rule: 'by-form', reason: 'several kinds of values, each told by its form' };
  }
  return undefined;
}

function judgeCodes(content: Content): Judgement {
  const isCode = content.longest <= LONGEST_CODE && content.values <= MOST_CODES;
  const isPersonal = content.shaped + content.names + content.holdPersonal + content.digits > 0;
  // A word with a capital that is not in the lists may be a name: "Blenkinsop".
  const areWords = content.harmless + content.known + content.codeLike === content.values;
  return isCode && areWords && !isPersonal
    ? { rule: KEEP, reason: 'codes, by its name and few short values' }
    : judgeRest(content);
}

function judgeRest(content: Content): Judgement {
  const { values, sentences, holdPersonal, names, harmless } = content;
  const personal = values - harmless - content.known;
  if (sentences * 2 > personal || holdPersonal > 0) {
    return { rule: 'text', reason: 'free text' };
  }
  if (names * 2 > personal) {
    return { rule: 'person', reason: `${names} of ${values} values are names of people` };
  }
  if (content.digits > 0) {
    return { rule: UNDECIDED, reason: `${content.digits} long numbers: telephone, meter or property?` };
  }
  return { rule: UNDECIDED, reason: `${personal} of ${values} values match no rule` };
}

/** Whether a name is that of an identifier: `site_id`, `slug`, `ref`. */
export function isIdName(name: string): boolean {
  return /\b(?:id|ids|key|slug|code|ref|uid)$/.test(nameWords(name));
}
