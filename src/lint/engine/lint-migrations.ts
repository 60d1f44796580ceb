import { basename } from 'node:path';

import { parseFileName } from '../../migrations/pairs/file-name.ts';
import { changesSince, isTracked, type ChangesSince } from '../../migrations/pairs/changes-since.ts';
import { findMigrations, type FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import { UsageError } from '../../support/errors.ts';
import { pgParser } from '../../sql/pg-parser.ts';
import { contentHash } from '../../support/hash.ts';
import { ALL_RULES, MALFORMED_IGNORE, UNUSED_IGNORE } from '../rules/all-rules.ts';
import { acceptLintBaseline, type LintBaseline } from './baseline.ts';
import { checkPairs, type Found } from './check-pairs.ts';
import { statusOfSeverity, type FindingInFile } from '../../findings/finding.ts';
import type { LintReport } from './finding.ts';
import type { Source } from './parse-file.ts';
import { readChain, type ParsedPair } from './read-chain.ts';
import { severityOf, type LintSettings } from './settings.ts';
import { suppress } from './suppress.ts';

export interface LintOptions extends LintSettings {
  /** Folder of the migrations. */
  migrations: string;
  /** Say only what these rules find. */
  only?: readonly string[] | undefined;
  /** Say only what is found in the files, and of the versions, that differ from this commit, branch or tag of git. */
  changedSince?: string | undefined;
  baseline?: LintBaseline | undefined;
}

/**
 * Looks at every file of a folder without a server: names, pairs, and by PostgreSQL's own grammar what each statement does
 * to what the statements before it have made.
 *
 * @throws UsageError `UNKNOWN_RULE`; EnvironmentError as `findMigrations` and `readMigration` do
 */
export async function lintMigrations(options: LintOptions): Promise<LintReport> {
  const started = performance.now();
  const report = lintLoaded(await load(options), options);
  return { ...report, milliseconds: performance.now() - started };
}

/** A folder's names, and its files. */
export interface Loaded {
  found: FoundMigrations;
  /** They may be read and parsed while they are gone through, once. */
  pairs: Iterable<ParsedPair>;
  /** Undefined where nobody asked what has changed. */
  changes: ChangesSince | undefined;
  clientDataTracked: boolean;
}

/** Reads what the options name; throws as `lintMigrations` does. */
export async function load(options: LintOptions): Promise<Loaded> {
  assertKnown([...(options.only ?? []), ...Object.keys(options.rules ?? {})]);
  const found = await findMigrations(options.migrations, { willRead: true });
  const { changedSince } = options;
  const changes = changedSince === undefined ? undefined : await changesSince(options.migrations, changedSince);
  const clientDataTracked = found.clientData !== undefined && (await isTracked(found.clientData));
  return { found, pairs: readChain(found, await pgParser()), changes, clientDataTracked };
}

function assertKnown(ids: readonly string[]): void {
  const known = new Set(ALL_RULES.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UsageError(`lint has no rule ${unknown.join(', ')}`, {
      code: 'UNKNOWN_RULE',
      hint: '"elementaldb lint --rules" lists them.',
    });
  }
}

/** The report on files that are parsed already. */
export function lintLoaded(
  { found, pairs: parsed, changes, clientDataTracked }: Loaded,
  options: LintOptions,
): LintReport {
  const rules = ALL_RULES.filter(
    (rule) =>
      (options.only === undefined || options.only.includes(rule.id)) &&
      severityOf(rule, options, undefined) !== undefined,
  );
  const checked = checkPairs(parsed, rules);
  const chain = { found, files: checked.files, end: checked.end, changes, clientDataTracked };
  const ofChain = rules.flatMap((rule) =>
    rule.on === 'chain'
      ? rule
          .check(chain)
          .map((fault) => ({ rule, fault, file: fault.file, version: parseFileName(basename(fault.file))?.version }))
      : [],
  );
  const all = [...checked.found, ...ofChain].filter(
    ({ rule, version }) => severityOf(rule, options, version) !== undefined,
  );
  const { sources, suppressions } = checked;
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const { kept, suppressed } = suppress(all, byPath, suppressions, {
    malformed: MALFORMED_IGNORE,
    unused: UNUSED_IGNORE,
  });
  const isAsked = (each: Found): boolean => changes === undefined || isOfChange(each, changes);
  const inForce = kept.filter(
    (each) => isAsked(each) && (options.only === undefined || options.only.includes(each.rule.id)),
  );
  const findings = asFindings(inForce, byPath, options);
  const { kept: findingsLeft, accepted, stale } = acceptLintBaseline(findings, options.baseline ?? []);
  const named = new Set(findingsLeft.map(({ file }) => file));
  return {
    ok: findingsLeft.every(({ status }) => status !== 'fail'),
    folder: found.folder,
    findings: findingsLeft,
    suppressed: suppressed.filter(isAsked).length,
    baselined: accepted,
    stale,
    files: sources.length,
    checked: sources.map(({ path }) => path),
    milliseconds: 0,
    sources: new Map(sources.filter(({ path }) => named.has(path)).map(({ path, text }) => [path, text])),
  };
}

/** What a rule finds in one file is of a change of that file; what it finds in a pair or the chain, of one of the version. */
function isOfChange({ rule, file, version }: Found, { versions, edited, added }: ChangesSince): boolean {
  const name = basename(file);
  return rule.on === 'pair' || rule.on === 'chain'
    ? version === undefined || versions.has(version)
    : edited.has(name) || added.has(name);
}

function asFindings(
  found: readonly Found[],
  files: ReadonlyMap<string, Source>,
  settings: LintSettings,
): FindingInFile[] {
  const fingerprints = fingerprinting(files);
  return found
    .flatMap(({ rule, fault, file, version }): FindingInFile[] => {
      const severity = severityOf(rule, settings, version);
      if (severity === undefined) {
        return [];
      }
      const source = files.get(file);
      const { index, what, fix, sql, edits = [] } = fault;
      const place = index === undefined ? undefined : source?.positionOf(index);
      const nth = fingerprints.note({ rule, fault, file });
      return [
        {
          code: rule.id,
          status: statusOfSeverity(severity),
          populated: false,
          file,
          line: place?.line,
          column: place?.column,
          what,
          why: rule.effect,
          fix: fix ?? rule.remedy,
          sql: sql === undefined ? [] : [sql],
          details: [],
          edits,
          waiver: undefined,
          get fingerprint() {
            return fingerprints.of(nth);
          },
        },
      ];
    })
    .toSorted((a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

type Noted = Pick<Found, 'rule' | 'fault' | 'file'>;

/** Keys of findings by what they say and the line that they stand in; made for all of them when the first is asked for. */
function fingerprinting(files: ReadonlyMap<string, Source>): {
  note: (found: Noted) => number;
  of: (nth: number) => string;
} {
  const noted: Noted[] = [];
  let made: string[] | undefined;
  const makeAll = (): string[] => {
    const seen = new Map<string, number>();
    return noted.map(({ rule, fault: { index, what }, file }) => {
      const key = `${rule.id}\n${basename(file)}\n${what}\n${lineAt(files.get(file)?.text ?? '', index)}`;
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      return contentHash([key, String(times)]);
    });
  };
  return {
    note: (found) => noted.push(found) - 1,
    of: (nth) => {
      made ??= makeAll();
      return made[nth] ?? '';
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The line of a finding; of a very long one, what stands around it: a file may be one line. */
function lineAt(text: string, index: number | undefined): string {
  if (index === undefined) {
    return '';
  }
  const before = text.slice(Math.max(0, index - MOST_AROUND), index);
  const after = text.slice(index, index + MOST_AROUND);
  return `${before.slice(before.lastIndexOf('\n') + 1)}${after.split('\n', 1)[0] ?? ''}`.trim();
}

const MOST_AROUND = 1000;
