import type { LintEntry } from '../../findings/baseline.ts';
import type { FindingInFile } from '../../findings/finding.ts';
import type { LintReport } from './lint-report.ts';
import { fileLabel } from '../../support/file-label.ts';

/** What a baseline makes of findings. */
export interface AfterBaseline extends Pick<LintReport, 'baselined' | 'stale' | 'unseen'> {
  /** The findings that it does not accept. */
  kept: FindingInFile[];
}

/**
 * Separates the findings that the baseline accepts, each entry once, and the entries without a finding.
 *
 * @param isLookedAt whether this run would have found what an entry is about
 */
export function acceptLintBaseline(
  findings: readonly FindingInFile[],
  baseline: readonly LintEntry[],
  isLookedAt: (entry: LintEntry) => boolean,
): AfterBaseline {
  if (baseline.length === 0) {
    return { kept: [...findings], baselined: [], stale: 0, unseen: [] };
  }
  const left = new Map(baseline.map((entry) => [entry.fingerprint, entry]));
  const others = findings.filter(({ fingerprint }) => !left.delete(fingerprint));
  const kept = others.filter(({ code, file }) => {
    const entry = [...left.values()].find(
      (each) => each.anyInFile === true && each.rule === code && each.file === fileLabel(file),
    );
    return entry === undefined || !left.delete(entry.fingerprint);
  });
  const unmatched = [...left.values()];
  const unseen = unmatched.filter((entry) => !isLookedAt(entry));
  const remaining = new Set(kept);
  return {
    kept,
    baselined: findings.filter((found) => !remaining.has(found)),
    stale: unmatched.length - unseen.length,
    unseen,
  };
}

/** The entries that accept these findings. */
export function lintEntries(findings: readonly FindingInFile[]): LintEntry[] {
  return findings.map(({ code, file, what, fingerprint }) => ({
    rule: code,
    file: fileLabel(file),
    what,
    fingerprint,
  }));
}

/** The entries that accept all findings of a run, and those that it did not look at, by file. */
export function entriesAfter({ findings, baselined, unseen, folder }: LintReport): LintEntry[] {
  const found = lintEntries([...baselined, ...findings]).map((entry) => ({ ...entry, folder }));
  return [...unseen, ...found].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
