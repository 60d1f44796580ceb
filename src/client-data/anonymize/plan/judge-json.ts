import { type Content, JsonContents } from '../classify/content.ts';
import { type DegreeRange, degreeRange } from '../classify/degrees.ts';
import { isIdName, judgeText, KEEP, UNDECIDED, type Judgement } from '../classify/judge.ts';
import { hintOfName, type NameHint } from '../classify/name-hints.ts';
import { pathOfKeys, REFERENCE } from '../masks/masks.ts';
import type { Decision, PlanContext } from './decision.ts';
import { DEGREES_REASON, LONG_NUMBERS_REASON } from './judge-numbers.ts';

/** What the key of a number in JSON can say. */
const OF_NUMBERS: ReadonlySet<NameHint> = new Set(['phone', 'mpan', 'mprn', 'uprn', 'coordinates']);

/**
 * Judges the paths of a JSON column, or of a text column with JSON, by their last key and all their values. The originals
 * of the other columns must be known: values that are among them are references.
 */
export async function judgeJson(decision: Decision, context: PlanContext): Promise<Decision> {
  if (decision.isConfigured) {
    return withNewPaths(decision, context);
  }
  const contents = await readContents(decision, context);
  const rules = new Map<string, string>();
  const reasons = new Map<string, string>();
  const paths = [...contents.strings.keys(), ...contents.numbers.keys()].toSorted();
  for (const path of new Set(paths)) {
    const judged = judgePath(path, contents, decision);
    if (judged !== undefined) {
      rules.set(path, judged.rule);
      reasons.set(path, judged.reason);
    }
  }
  for (const [path, judged] of judgeKeys(contents)) {
    rules.set(path, judged.rule);
    reasons.set(path, judged.reason);
  }
  return { ...decision, rules, reasons, isListed: rules.size > 0 };
}

/** What becomes of keys that are values: known ones and those of a telling form need no rule. */
function judgeKeys({ keys }: JsonContents): [path: string, judged: Judgement][] {
  return [...keys].flatMap(([path, content]): [string, Judgement][] => {
    const judged = judgeText(content, undefined, 'name');
    return content.unknownForm > 0 && judged.rule !== KEEP ? [[pathOfKeys(path), judged]] : [];
  });
}

/** Paths that the configuration lacks are undecided unless they hold ordinary numbers: they came after the review. */
async function withNewPaths(decision: Decision, context: PlanContext): Promise<Decision> {
  if (typeof decision.rules === 'string') {
    return decision;
  }
  const contents = await readContents(decision, context);
  const rules = new Map(decision.rules);
  const reasons = new Map(decision.reasons);
  const numbers = [...contents.numbers.keys()].filter((path) => judgePath(path, contents, decision) !== undefined);
  const keys = judgeKeys(contents).map(([path]) => path);
  for (const path of [...contents.strings.keys(), ...numbers, ...keys].toSorted()) {
    if (!rules.has(path)) {
      rules.set(path, UNDECIDED);
      reasons.set(path, 'not in the configuration');
    }
  }
  return { ...decision, rules, reasons };
}

async function readContents({ group }: Decision, context: PlanContext): Promise<JsonContents> {
  const contents = new JsonContents(
    context.nameOfKey,
    (value) => context.pseudonyms.originals.domainOf(value) !== undefined,
  );
  for await (const document of context.values.of(group)) {
    contents.add(document);
  }
  return contents;
}

/** Undefined for a path of ordinary numbers. */
function judgePath(path: string, contents: JsonContents, { group }: Decision): Judgement | undefined {
  const name = contents.names.get(path) ?? '';
  const parent =
    path
      .split('.')
      .at(-2)
      ?.replaceAll(/[$[\]*]/g, '') ?? '';
  const { root } = group;
  const owner = parent === '' ? `${root.table.name} ${root.name}` : parent;
  const hint = hintOfName(name === '' ? root.name : name, owner);
  const [strings, numbers] = [contents.strings.get(path), contents.numbers.get(path)];
  if (strings !== undefined && strings.values > 0) {
    const judged = judgeStrings(strings, name, hint);
    return judged.rule === KEEP && areDegreesAt(path, contents) ? { rule: UNDECIDED, reason: DEGREES_REASON } : judged;
  }
  if (strings !== undefined || numbers === undefined) {
    return { rule: KEEP, reason: 'no values' };
  }
  if (hint !== undefined && OF_NUMBERS.has(hint)) {
    return { rule: hint, reason: 'by its key' };
  }
  if (hint === 'secret') {
    return { rule: 'identifier', reason: 'by its key' };
  }
  if (hint === 'date') {
    return { rule: UNDECIDED, reason: 'by its key the date of a person, as a number' };
  }
  if ((contents.longNumbers.get(path) ?? 0) * 2 >= numbers.values) {
    return { rule: UNDECIDED, reason: LONG_NUMBERS_REASON };
  }
  if (areDegreesAt(path, contents)) {
    return { rule: UNDECIDED, reason: DEGREES_REASON };
  }
  // Short numbers are values of other columns by chance.
  return numbers.known > 0 && numbers.harmless === 0
    ? { rule: UNDECIDED, reason: `${numbers.known} numbers are values of other columns` }
    : undefined;
}

/** Whether numbers may be degrees: in pairs in an array, or with another key of the same object. */
function areDegreesAt(path: string, { strings, numbers }: JsonContents): boolean {
  const rangeAt = (at: string): DegreeRange => {
    const content = numbers.get(at) ?? strings.get(at);
    return content === undefined ? undefined : degreeRange(content.degrees);
  };
  const own = rangeAt(path);
  if (own === undefined || own === 'both') {
    return own === 'both';
  }
  const parent = path.slice(0, path.lastIndexOf('.') + 1);
  const beside = [...numbers.keys(), ...strings.keys()].filter(
    (other) => other !== path && other.startsWith(parent) && !/[.[]/.test(other.slice(parent.length)),
  );
  return beside.some((other) => rangeAt(other) === (own === 'latitude' ? 'longitude' : 'latitude'));
}

function judgeStrings(content: Content, name: string, hint: NameHint): Judgement {
  const reason = `${content.known} of ${content.values} values are values of other columns`;
  if (content.known > 0 && hint === undefined && isIdName(name)) {
    return { rule: 'key', reason };
  }
  return content.known > 0 && hint === undefined && content.known + content.harmless === content.values
    ? { rule: REFERENCE, reason }
    : judgeText(content, hint, 'name');
}
