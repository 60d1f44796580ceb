import type { Found } from './check-pairs.ts';
import type { Suppression } from './suppressions.ts';
import type { Source } from './parse-file.ts';
import type { RuleFinding, Rule } from './rule.ts';

/** Splits what was found by the comments in the files; faults of the comments themselves are found too. */
export function suppress(
  found: readonly Found[],
  files: ReadonlyMap<string, Source>,
  suppressions: readonly Suppression[],
  rules: { all: readonly Rule[]; malformed: Rule; unused: Rule },
): { kept: Found[]; suppressed: Found[] } {
  const used = new Set<Suppression>();
  const byFile = new Map<string, Suppression[]>();
  for (const suppression of suppressions) {
    byFile.set(suppression.file, [...(byFile.get(suppression.file) ?? []), suppression]);
  }
  const suppressed: Found[] = [];
  const kept = found.filter((each) => {
    const { rule, fault, file } = each;
    const fitting = (byFile.get(file) ?? []).filter(
      (suppression) =>
        suppression.rules.includes(rule.id) && suppression.reason !== '' && covers(suppression, fault, files.get(file)),
    );
    fitting.forEach((suppression) => used.add(suppression));
    if (fitting.length > 0) {
      suppressed.push(each);
    }
    return fitting.length === 0;
  });
  const known = new Set(rules.all.map(({ id }) => id));
  const faults = suppressions.flatMap((suppression): Found[] => {
    const { file, index } = suppression;
    const say = (rule: Rule, what: string): Found[] => [{ rule, fault: { index, what }, file, version: undefined }];
    const unknown = suppression.rules.filter((rule) => !known.has(rule));
    if (suppression.rules.length === 0) {
      return say(rules.malformed, 'the comment names no rule');
    }
    if (unknown.length > 0) {
      return say(rules.malformed, `there is no rule ${unknown.join(', ')}`);
    }
    if (suppression.reason === '') {
      return say(rules.malformed, 'the comment gives no reason');
    }
    return used.has(suppression) ? [] : say(rules.unused, `nothing of ${suppression.rules.join(', ')} is found here`);
  });
  return { kept: [...kept, ...faults], suppressed };
}

function covers({ lines }: Suppression, { index }: RuleFinding, file: Source | undefined): boolean {
  if (lines === undefined) {
    return true;
  }
  if (index === undefined || file === undefined) {
    return false;
  }
  const { line } = file.positionOf(index);
  return lines.first <= line && line <= lines.last;
}
