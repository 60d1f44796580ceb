import type { Found } from './check-pairs.ts';
import type { Ignore } from './suppressions.ts';
import type { Source } from './parse-file.ts';
import type { Fault, Rule } from './rule.ts';

/** Splits what was found by the comments in the files; faults of the comments themselves are found too. */
export function suppress(
  found: readonly Found[],
  files: ReadonlyMap<string, Source>,
  ignores: readonly Ignore[],
  rules: { all: readonly Rule[]; malformed: Rule; unused: Rule },
): { kept: Found[]; suppressed: Found[] } {
  const used = new Set<Ignore>();
  const byFile = new Map<string, Ignore[]>();
  for (const ignore of ignores) {
    byFile.set(ignore.file, [...(byFile.get(ignore.file) ?? []), ignore]);
  }
  const suppressed: Found[] = [];
  const kept = found.filter((each) => {
    const { rule, fault, file } = each;
    const fitting = (byFile.get(file) ?? []).filter(
      (ignore) => ignore.rules.includes(rule.id) && ignore.reason !== '' && covers(ignore, fault, files.get(file)),
    );
    fitting.forEach((ignore) => used.add(ignore));
    if (fitting.length > 0) {
      suppressed.push(each);
    }
    return fitting.length === 0;
  });
  const known = new Set(rules.all.map(({ id }) => id));
  const faults = ignores.flatMap((ignore): Found[] => {
    const { file, index } = ignore;
    const say = (rule: Rule, what: string): Found[] => [{ rule, fault: { index, what }, file, version: undefined }];
    const unknown = ignore.rules.filter((rule) => !known.has(rule));
    if (ignore.rules.length === 0) {
      return say(rules.malformed, 'the comment names no rule');
    }
    if (unknown.length > 0) {
      return say(rules.malformed, `there is no rule ${unknown.join(', ')}`);
    }
    if (ignore.reason === '') {
      return say(rules.malformed, 'the comment gives no reason');
    }
    return used.has(ignore) ? [] : say(rules.unused, `nothing of ${ignore.rules.join(', ')} is found here`);
  });
  return { kept: [...kept, ...faults], suppressed };
}

function covers({ lines }: Ignore, { index }: Fault, file: Source | undefined): boolean {
  if (lines === undefined) {
    return true;
  }
  if (index === undefined || file === undefined) {
    return false;
  }
  const { line } = file.positionOf(index);
  return lines.first <= line && line <= lines.last;
}
