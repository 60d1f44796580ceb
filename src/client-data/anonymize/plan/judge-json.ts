import { type Content, JsonContents } from '../classify/content.ts';
import { isIdName, judgeText, KEEP, UNDECIDED, type Judgement } from '../classify/judge.ts';
import { hintOfName, type NameHint } from '../classify/name-hints.ts';
import { REFERENCE } from '../masks/masks.ts';
import type { Decision, PlanContext } from './decision.ts';

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
  return { ...decision, rules, reasons, isListed: rules.size > 0 };
}

/** Paths of strings that the configuration lacks are undecided: they came after the review. */
async function withNewPaths(decision: Decision, context: PlanContext): Promise<Decision> {
  if (typeof decision.rules === 'string') {
    return decision;
  }
  const contents = await readContents(decision, context);
  const rules = new Map(decision.rules);
  const reasons = new Map(decision.reasons);
  for (const path of [...contents.strings.keys()].toSorted()) {
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
  for await (const document of context.values.of(group.root)) {
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
    return judgeStrings(strings, name, hint);
  }
  if (strings !== undefined || numbers === undefined) {
    return { rule: KEEP, reason: 'no values' };
  }
  if (hint !== undefined && OF_NUMBERS.has(hint)) {
    return { rule: hint, reason: 'by its key' };
  }
  // Short numbers are values of other columns by chance.
  return numbers.known > 0 && numbers.harmless === 0
    ? { rule: UNDECIDED, reason: `${numbers.known} numbers are values of other columns` }
    : undefined;
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
