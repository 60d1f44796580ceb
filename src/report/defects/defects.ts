import { severityOfStatus, type FindingInFile } from '../../findings/finding.ts';
import { AXIS_TITLES } from '../../findings/names.ts';
import type { Rule, RuleGroup } from '../../lint/engine/rule.ts';
import { AXES, isReached, type Axis, type VerifyReport } from '../../verify/report/verdict.ts';
import { fileLabel } from '../../support/file-label.ts';

/**
 * What a defect leads to, the worst first: data is lost; a file cannot run, or is ignored; the up cannot be undone; it
 * cannot run twice or continue after an interruption; it blocks or breaks running services; anything else.
 */
const CONSEQUENCES = [
  'data lost',
  'does not run',
  'cannot be undone',
  'cannot be repeated',
  'blocks',
  'other',
] as const;

type Consequence = (typeof CONSEQUENCES)[number];

const OF_GROUP: Readonly<Record<RuleGroup, Consequence>> = {
  destruction: 'data lost',
  files: 'does not run',
  reversal: 'cannot be undone',
  idempotency: 'cannot be repeated',
  transactions: 'cannot be repeated',
  'new columns': 'blocks',
  'locks and rewrites': 'blocks',
  'types and conventions': 'other',
};

/** Rules whose consequence is not that of their group. */
const OF_RULE: ReadonlyMap<string, Consequence> = new Map([['missing-down', 'cannot be undone']]);

const OF_AXIS: Readonly<Record<Axis, Consequence>> = {
  dataPreserved: 'data lost',
  applies: 'does not run',
  reversible: 'cannot be undone',
  reappliable: 'cannot be undone',
  idempotent: 'cannot be repeated',
  sessionIndependent: 'cannot be repeated',
  resumable: 'cannot be repeated',
  shadowed: 'cannot be repeated',
};

/** One thing that lint or verify found. */
export interface Fact {
  found: FindingInFile;
  /** The column of verify's table; undefined for a finding of lint. */
  title: string | undefined;
  consequence: Consequence;
}

/** A defect with all that was found at its place; what verify proved comes first. */
export interface Defect {
  facts: readonly [Fact, ...Fact[]];
}

export function lintFacts(findings: readonly FindingInFile[], rules: readonly Rule[]): Fact[] {
  const groups = new Map(rules.map(({ id, group }) => [id, group]));
  return findings.map((found) => {
    const group = groups.get(found.code);
    const consequence = OF_RULE.get(found.code) ?? (group === undefined ? 'other' : OF_GROUP[group]);
    return { found, title: undefined, consequence };
  });
}

/** What verify found about the migrations that it reached. */
export function verifyFacts({ migrations }: Pick<VerifyReport, 'migrations'>, folder: string): Fact[] {
  return migrations.filter(isReached).flatMap(({ up, down, verdicts }) =>
    AXES.flatMap((axis) =>
      verdicts[axis].findings.map((found) => ({
        found: { ...found, file: found.file ?? up ?? down ?? folder },
        title: AXIS_TITLES[axis],
        consequence: OF_AXIS[axis],
      })),
    ),
  );
}

/**
 * The defects that facts are about: what verify proved and what lint found on the same line are one; so are findings of the
 * same consequence about a whole file, and one of lint on a line that the details of verify's name.
 */
export function defectsOf(facts: readonly Fact[]): Defect[] {
  const defects: [Fact, ...Fact[]][] = [];
  for (const fact of [...facts].toSorted((a, b) => Number(a.title === undefined) - Number(b.title === undefined))) {
    const same = defects.find(([first]) => first.title !== undefined && isSameDefect(first, fact));
    if (same === undefined) {
      defects.push([fact]);
    } else {
      same.push(fact);
    }
  }
  return defects.map((each) => ({ facts: each }));
}

function isSameDefect(proven: Fact, { found, title, consequence }: Fact): boolean {
  const { file, line, details } = proven.found;
  if (found.status === 'waived' || proven.found.status === 'waived') {
    return false;
  }
  if (file === found.file && line !== undefined && line === found.line) {
    return title === undefined || proven.title === title;
  }
  return (
    title === undefined &&
    consequence === proven.consequence &&
    (found.line === undefined
      ? file === found.file && line === undefined
      : details.some((detail) => detail.endsWith(`(${fileLabel(found.file)}:${found.line})`)))
  );
}

export function isError({ facts }: Defect): boolean {
  return facts.some(({ found }) => severityOfStatus(found.status) === 'error');
}

/** By file and line. */
export function byPlace(defects: readonly Defect[]): Defect[] {
  return [...defects].toSorted(comparePlaces);
}

/**
 * What matters most first: errors before warnings; then by consequence; then what verify proved; then one finding of each
 * rule before the second of any.
 */
export function byImportance(defects: readonly Defect[]): Defect[] {
  const seen = new Map<string, number>();
  const ranked = byPlace(defects).map((defect) => {
    const [{ found, title }] = defect.facts;
    const key = `${String(isError(defect))} ${found.code}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    const consequences = defect.facts.map(({ consequence }) => CONSEQUENCES.indexOf(consequence));
    const rank = [isError(defect) ? 0 : 1, Math.min(...consequences), round, title === undefined ? 1 : 0];
    return { defect, rank };
  });
  return ranked.toSorted((a, b) => compareRanks(a.rank, b.rank)).map(({ defect }) => defect);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  return a.map((rank, index) => rank - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function comparePlaces({ facts: [{ found: a }] }: Defect, { facts: [{ found: b }] }: Defect): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0);
}
