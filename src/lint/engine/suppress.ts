import type { Found } from './check-pairs.ts';
import { RULE_IDS } from '../../findings/names.ts';
import type { Suppression } from './suppressions.ts';
import type { Source } from './parse-file.ts';
import type { RuleFinding, Rule } from './rule.ts';

/** Separates the findings that comments in the files suppress, and adds the faults of the comments themselves. */
export function suppress(
  found: readonly Found[],
  files: ReadonlyMap<string, Source>,
  suppressions: readonly Suppression[],
  rules: { malformed: Rule; unused: Rule },
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
        suppression.names.includes(rule.id) &&
        suppression.fault === undefined &&
        covers(suppression, fault, files.get(file)),
    );
    fitting.forEach((suppression) => used.add(suppression));
    if (fitting.length > 0) {
      suppressed.push(each);
    }
    return fitting.length === 0;
  });
  const faults = suppressions.flatMap((suppression): Found[] => {
    const { file, index, fault, names } = suppression;
    if (fault !== undefined) {
      return [{ rule: rules.malformed, fault: { index, what: fault }, file, version: undefined }];
    }
    const ours = names.filter((name) => RULE_IDS.includes(name));
    return used.has(suppression) || ours.length === 0
      ? []
      : [
          {
            rule: rules.unused,
            fault: { index, what: `no finding of ${ours.join(', ')} here` },
            file,
            version: undefined,
          },
        ];
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
