import { basename } from 'node:path';

import type { LintEntry } from '../../findings/baseline.ts';
import type { FindingInFile } from '../../findings/finding.ts';

/** Removes the findings that the baseline accepts, each entry once, and counts the entries that match nothing. */
export function acceptLintBaseline(
  findings: readonly FindingInFile[],
  baseline: readonly LintEntry[],
): { kept: FindingInFile[]; accepted: number; stale: number } {
  if (baseline.length === 0) {
    return { kept: [...findings], accepted: 0, stale: 0 };
  }
  const left = new Map(baseline.map((entry) => [entry.fingerprint, entry]));
  const others = findings.filter(({ fingerprint }) => !left.delete(fingerprint));
  const kept = others.filter(({ code, file }) => {
    const entry = [...left.values()].find(
      (each) => each.anyInFile === true && each.rule === code && each.file === basename(file),
    );
    return entry === undefined || !left.delete(entry.fingerprint);
  });
  return { kept, accepted: findings.length - kept.length, stale: left.size };
}

/** The entries that accept these findings. */
export function lintEntries(findings: readonly FindingInFile[]): LintEntry[] {
  return findings.map(({ code, file, what, fingerprint }) => ({ rule: code, file: basename(file), what, fingerprint }));
}
