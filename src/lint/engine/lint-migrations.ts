import { basename } from 'node:path';

import * as v from 'valibot';

import { NAMED_LAYOUT, type NamedLayout } from '../../configuration/layout.ts';
import { changesSince, isTracked, type ChangesSince } from '../../migrations/pairs/changes-since.ts';
import { parseFileName } from '../../migrations/pairs/file-name.ts';
import { findMigrations, noMatch, type FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import {
  RANGE_OPTIONS,
  isInRange,
  migrationsInRange,
  type VersionRange,
} from '../../migrations/pairs/version-range.ts';
import { pgParser } from '../../sql/pg-parser.ts';
import { TEXT, TEXTS, checkOptions } from '../../support/check-options.ts';
import { closestName } from '../../support/closest-name.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import type { LintEntry } from '../../findings/baseline.ts';
import { acceptLintBaseline } from './baseline.ts';
import { readFiles, type ChainMemory } from './chain-memory.ts';
import { checkPairs, schemaBefore, type CheckedPairs } from './check-pairs.ts';
import type { Found, Rule } from './rule.ts';
import type { LintReport } from './lint-report.ts';
import { readChain, type ParsedPair } from './read-chain.ts';
import { noteFormerIds, withCurrentIds } from './renamed-rules.ts';
import { DEFAULT_PRESET, ruleRegistry, type RuleRegistry, type Ruleset } from './ruleset.ts';
import { LINT_SETTINGS, severityOf, type LintSettings } from './settings.ts';
import { suppress } from './suppress.ts';
import { toFindings } from './to-findings.ts';
import { stillWrong } from './wrong-columns.ts';
import { fileLabel } from '../../support/file-label.ts';

export interface LintOptions extends LintSettings {
  /** Folder of the migrations. */
  migrations: string;
  /** The tool whose layout they have; see `FindOptions`. */
  layout?: NamedLayout | undefined;
  /** Which files of the folder are client data; see `FindOptions`. */
  clientData?: string | undefined;
  /** SQL that runs before the first migration. It is not read: the migrations may use objects that they do not create. */
  prelude?: string | undefined;
  /** Rules and presets beside the built-in ones. */
  rulesets?: readonly Ruleset[] | undefined;
  /** Report only findings of these rules. */
  only?: readonly string[] | undefined;
  /** Report only findings of these versions. */
  versions?: VersionRange | undefined;
  /** Report only findings in files and versions that differ from this commit, branch or tag of git. */
  changedSince?: string | undefined;
  baseline?: readonly LintEntry[] | undefined;
}

const LINT_OPTIONS = v.strictObject({
  ...LINT_SETTINGS,
  migrations: v.string('must be a string'),
  rulesets: v.optional(v.array(v.object({ rules: v.array(v.unknown()), presets: v.unknown() }), 'must be an array')),
  only: TEXTS,
  versions: v.optional(v.strictObject(RANGE_OPTIONS)),
  changedSince: TEXT,
  layout: v.optional(NAMED_LAYOUT),
  clientData: TEXT,
  prelude: TEXT,
  baseline: v.optional(v.array(v.unknown(), 'must be an array')),
} satisfies Record<keyof LintOptions, v.GenericSchema>);

/**
 * Checks every file of a folder without a server: names, pairs, and what each statement does to the schema that the
 * statements before it create, by PostgreSQL's own grammar.
 *
 * @throws InvalidOptionError, also for an unknown rule or preset; UsageError `UNKNOWN_VERSION`, `EMPTY_SELECTION`;
 *   EnvironmentError as `findMigrations` and `readMigration` do
 */
export async function lintMigrations(options: LintOptions): Promise<LintReport> {
  return lintRemembering(options, undefined);
}

/** `lintMigrations` that reads and checks only what has changed since the last run with the same memory. */
export async function lintRemembering(options: LintOptions, memory: ChainMemory | undefined): Promise<LintReport> {
  const started = performance.now();
  const report = lintLoaded(await load(options, memory), options);
  return { ...report, milliseconds: performance.now() - started };
}

/** What lint reads from the disk. */
export interface Loaded {
  found: FoundMigrations;
  /** What the memory knows of the first pairs. */
  known?: readonly CheckedPairs[];
  /** The other pairs. They may be read and parsed during the iteration, which can happen only once. */
  pairs: Iterable<ParsedPair>;
  /** Called with what is known of all pairs. */
  keep?: (checked: readonly CheckedPairs[]) => void;
  /** Undefined without `changedSince`. */
  changes: ChangesSince | undefined;
  clientDataTracked: boolean;
}

/** Reads what the options name; throws as `lintMigrations` does. */
export async function load(options: LintOptions, memory?: ChainMemory): Promise<Loaded> {
  checkOptions('lintMigrations', LINT_OPTIONS, options);
  const { migrations, changedSince, versions = {} } = options;
  assertValid(withCurrentIds(options), ruleRegistry(options.rulesets));
  const { layout, clientData } = options;
  const found = await findMigrations(migrations, { willRead: true, clientData, layout });
  migrationsInRange(found.migrations, versions);
  const changes =
    changedSince === undefined ? undefined : await changesSince(migrations, changedSince, found.migrations);
  const clientDataTracked = found.clientData !== undefined && (await isTracked(found.clientData));
  if (memory === undefined) {
    return { found, pairs: readChain(found, await pgParser()), changes, clientDataTracked };
  }
  // What is checked is what was stamped, whatever happens to the files in between.
  const read = found.migrations.map(readFiles);
  const stamps = read.map(({ stamp }) => stamp);
  const rules = activeRules(withCurrentIds(options));
  const known = memory.unchanged({ folder: migrations, prelude: options.prelude, rules }, stamps);
  const contents = new Map(read.slice(known.length).flatMap((pair) => [...pair.contents]));
  const pairs = known.length === stamps.length ? [] : readChain(found, await pgParser(), known.length, contents);
  const keep = (checked: readonly CheckedPairs[]): void => memory.keep(stamps, checked, known.length);
  return { found, known, pairs, keep, changes, clientDataTracked };
}

function assertValid({ only = [], rules = {}, preset = DEFAULT_PRESET }: LintOptions, registry: RuleRegistry): void {
  registry.assertPreset(preset);
  const known = new Set(registry.rules.map(({ id }) => id));
  const isUnknown = (id: string): boolean => !known.has(id);
  const unknown = [...only, ...Object.keys(rules)].filter(isUnknown);
  if (unknown.length > 0) {
    const meant = unknown.flatMap((id) => closestName(id, known) ?? []);
    throw new InvalidOptionError(only.some(isUnknown) ? 'only' : 'rules', {
      message: `unknown rule ${unknown.join(', ')}`,
      hint: meant.length === 0 ? 'Run "elementaldb lint --rules" for a list.' : `Did you mean ${meant.join(', ')}?`,
    });
  }
}

/** Checks files that are already loaded. */
export function lintLoaded(
  { found, known = [], pairs, keep, changes, clientDataTracked }: Loaded,
  given: LintOptions,
): LintReport {
  const options = withCurrentIds(given);
  const { only } = options;
  const registry = ruleRegistry(options.rulesets);
  const rules = activeRules(options);
  const severity = ({ rule, version }: Found) => severityOf(rule, registry, options, version);
  const start = known.at(-1)?.end ?? schemaBefore(options.prelude === undefined);
  const checked = [...known, ...checkPairs(pairs, rules, start)];
  keep?.(checked);
  const files = checked.flatMap((pair) => pair.files);
  const sources = checked.flatMap((pair) => pair.sources);
  const suppressions = checked.flatMap((pair) => pair.suppressions);
  const end = checked.at(-1)?.end ?? start;
  const chain = { found, files, end, changes, clientDataTracked };
  const ofChain = rules.flatMap((rule): Found[] =>
    rule.on === 'chain'
      ? rule.check(chain).map((finding) => ({
          rule,
          finding,
          file: finding.file,
          version: parseFileName(basename(finding.file))?.version,
        }))
      : [],
  );
  const ofColumns = checked.flatMap((pair) => pair.wrongColumns.flatMap((columns) => stillWrong(columns, end)));
  const all = [...checked.flatMap((pair) => pair.found), ...ofColumns, ...ofChain].filter(
    (each) => severity(each) !== undefined,
  );
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const ids = new Set(registry.rules.map(({ id }) => id));
  const { kept, suppressed } = suppress(all, byPath, suppressions, (name) => ids.has(name));
  const isWanted = (each: Subject): boolean =>
    (changes === undefined || isOfChange(each, changes)) && isOfVersions(each, options.versions);
  const wanted = kept.filter((each) => isWanted(each) && (only?.includes(each.rule.id) ?? true));
  const names = new Set(
    [...sources, ...ofChain.map(({ file }) => ({ path: file }))].map(({ path }) => fileLabel(path)),
  );
  const accepted = acceptLintBaseline(
    toFindings(wanted, byPath, severity),
    options.baseline ?? [],
    ({ rule: id, file, folder }) => {
      const rule = registry.rules.find((each) => each.id === id);
      const version = parseFileName(file)?.version;
      // A rule that is gone cannot find anything. A file that is not there may be in another folder, or is gone.
      return (
        rule === undefined ||
        ((names.has(file) || (folder !== undefined && changes === undefined)) &&
          (only?.includes(id) ?? true) &&
          severityOf(rule, registry, options, version) !== undefined &&
          isWanted({ rule, file, version }))
      );
    },
  );
  const withFindings = new Set(accepted.kept.map(({ file }) => file));
  const notices = new Set<string>();
  noteFormerIds([...(given.only ?? []), ...Object.keys(given.rules ?? {})], 'configuration', notices);
  suppressions.forEach(({ written, file, line }) => noteFormerIds(written, `${fileLabel(file)}:${line}`, notices));
  return {
    ok: accepted.kept.every(({ status }) => status !== 'fail'),
    folder: found.folder,
    findings: accepted.kept,
    suppressed: suppressed.filter(isWanted).length,
    baselined: accepted.baselined,
    stale: accepted.stale,
    unseen: accepted.unseen,
    notices: [...(found.unmatchedPattern === undefined ? [] : [noMatch(found.unmatchedPattern)]), ...notices],
    files: sources.length,
    checked: sources.map(({ path }) => path),
    milliseconds: 0,
    sources: new Map(sources.filter(({ path }) => withFindings.has(path)).map(({ path, text }) => [path, text])),
  };
}

/** The rules that are on, or asked for. */
function activeRules(options: LintOptions): Rule[] {
  const { only } = options;
  const registry = ruleRegistry(options.rulesets);
  return registry.rules.filter(
    (rule) => (only?.includes(rule.id) ?? true) && severityOf(rule, registry, options, undefined) !== undefined,
  );
}

type Subject = Pick<Found, 'rule' | 'file' | 'version'>;

/** What belongs to no version, such as a name in the folder, is always reported. */
function isOfVersions({ file, version = parseFileName(basename(file))?.version }: Subject, range: VersionRange = {}) {
  return version === undefined || isInRange(version, range);
}

/** A finding in one file belongs to a change of that file, a finding in a pair or the chain to a change of its version. */
function isOfChange({ rule, file, version }: Subject, { versions, edited, added }: ChangesSince): boolean {
  const name = fileLabel(file);
  return rule.on === 'pair' || rule.on === 'column' || rule.on === 'chain'
    ? version === undefined || versions.has(version)
    : edited.has(name) || added.has(name);
}
