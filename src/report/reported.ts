import { relative, sep } from 'node:path';

import type { FindingInFile } from '../findings/finding.ts';

/** A rule that findings may be of. */
export interface ReportedRule {
  id: string;
  /** One sentence each. */
  summary: string;
  effect: string;
  remedy: string;
}

/** What a command has found, for other programs. */
export interface Reported {
  /** The command: `lint`, `verify` or `check`. */
  command: string;
  /** Of this package. */
  version: string;
  findings: readonly FindingInFile[];
  /** The rules that findings are of, or all. */
  rules: readonly ReportedRule[];
  /** Paths of everything that was looked at, so that what is clean can be said. */
  checked: readonly string[];
  /** Paths among them that were not judged, with the reason. */
  skipped: ReadonlyMap<string, string>;
  /** Texts of files with findings by path, as far as the command has read them. */
  sources: ReadonlyMap<string, string>;
  milliseconds: number;
  /** Folder that paths are written from: the top of the repository, or where the command runs. */
  base: string;
}

/** Two reports as one. */
export function together(command: string, one: Reported, other: Reported): Reported {
  return {
    ...one,
    command,
    findings: [...one.findings, ...other.findings],
    rules: [...one.rules, ...other.rules.filter(({ id }) => one.rules.every((rule) => rule.id !== id))],
    skipped: new Map([...one.skipped, ...other.skipped]),
    sources: new Map([...one.sources, ...other.sources]),
    checked: [...new Set([...one.checked, ...other.checked])],
    milliseconds: one.milliseconds + other.milliseconds,
  };
}

/** A path as other programs want it: from the base, with slashes. */
export function pathFrom(base: string, file: string): string {
  return relative(base, file).split(sep).join('/');
}

/** What was found and how to fix it, on one line. */
export function sentence({ what, fix }: Pick<FindingInFile, 'what' | 'fix'>): string {
  return `${what}. ${fix}`;
}
