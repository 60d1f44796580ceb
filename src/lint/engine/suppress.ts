import { unknownNames } from '../../findings/directive.ts';
import { malformedIgnore } from '../rules/files/malformed-ignore.ts';
import { unusedIgnore } from '../rules/files/unused-ignore.ts';
import type { Source } from './lint-file.ts';
import type { Found, Rule, RuleFinding } from './rule.ts';
import type { Suppression } from './suppressions.ts';

/** Separates the findings that comments suppress, and adds findings about malformed and unused comments. */
export function suppress(
  found: readonly Found[],
  sources: ReadonlyMap<string, Source>,
  suppressions: readonly Suppression[],
  isRule: (name: string) => boolean,
): { kept: Found[]; suppressed: Found[] } {
  const used = new Set<Suppression>();
  const byFile = new Map<string, Suppression[]>();
  for (const suppression of suppressions) {
    byFile.set(suppression.file, [...(byFile.get(suppression.file) ?? []), suppression]);
  }
  const suppressed: Found[] = [];
  const kept = found.filter((each) => {
    const { rule, finding, file } = each;
    const matching = (byFile.get(file) ?? []).filter(
      (suppression) =>
        suppression.names.includes(rule.id) &&
        suppression.fault === undefined &&
        appliesTo(suppression, finding, sources.get(file)),
    );
    matching.forEach((suppression) => used.add(suppression));
    if (matching.length > 0) {
      suppressed.push(each);
    }
    return matching.length === 0;
  });
  const ofComments = suppressions.flatMap((suppression): Found[] => {
    const { file, index, names } = suppression;
    const fault = suppression.fault ?? unknownNames(suppression, isRule);
    const finding = (rule: Rule, what: string): Found[] => [
      { rule, finding: { index, what }, file, version: undefined },
    ];
    if (fault !== undefined) {
      return finding(malformedIgnore, fault);
    }
    const rules = names.filter(isRule);
    return used.has(suppression) || rules.length === 0
      ? []
      : finding(unusedIgnore, `no finding of ${rules.join(', ')} here`);
  });
  return { kept: [...kept, ...ofComments], suppressed };
}

function appliesTo({ lines }: Suppression, { index }: RuleFinding, source: Source | undefined): boolean {
  if (lines === undefined) {
    return true;
  }
  if (index === undefined || source === undefined) {
    return false;
  }
  const { line } = source.positionOf(index);
  return lines.first <= line && line <= lines.last;
}
