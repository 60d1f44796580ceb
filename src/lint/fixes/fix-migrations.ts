import { accessSync, constants, realpathSync, statSync } from 'node:fs';

import { requireGolangMigrate } from '../../migrations/layouts/supported-layouts.ts';
import { pgParser, type PgParser } from '../../sql/pg-parser.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';
import type { FindingInFile } from '../../findings/finding.ts';
import type { LintReport } from '../engine/lint-report.ts';
import { lintLoaded, load, type Loaded, type LintOptions } from '../engine/lint-migrations.ts';
import type { LintFile } from '../engine/lint-file.ts';
import { parseLintFile } from '../engine/parse-file.ts';
import type { ParsedPair } from '../engine/read-chain.ts';
import { applyEdits } from './apply-edits.ts';

/** A fix may make room for another; no chain has needed more rounds than three. */
const MOST_ROUNDS = 10;

/** Each looks at the whole chain again; what is left then is left together. */
const MOST_TRIES = 100;

/** With all files in memory, since they are looked at again and again. */
interface LoadedAll extends Loaded {
  pairs: readonly ParsedPair[];
}

export interface FixedMigrations {
  /** What is left. */
  report: LintReport;
  /** Paths of the rewritten files. */
  fixed: string[];
  /** What could have been fixed, had another rule not found more in its place. */
  left: LeftFix[];
}

/** A finding whose fix was not made. */
export interface LeftFix {
  finding: FindingInFile;
  /** The rule that would find more in the file. */
  because: string;
}

/** All files, and what is found in them. */
interface Looked {
  loaded: LoadedAll;
  report: LintReport;
}

/** The findings of each file that have a fix. */
type Fixes = Map<string, readonly FindingInFile[]>;

/**
 * Fixes in the files what can be fixed without changing what they do the first time, and looks again until nothing
 * more can be done. A fix after which a file would no longer parse, or something else would be found, is not made.
 *
 * @throws as `lintMigrations`; EnvironmentError `FILE_UNWRITABLE`; UsageError `LAYOUT_NOT_SUPPORTED`
 */
export async function fixMigrations(options: LintOptions): Promise<FixedMigrations> {
  const started = performance.now();
  const parser = await pgParser();
  const asRead = await load(options);
  requireGolangMigrate(asRead.found.layout, 'fixing files in place');
  const loaded: LoadedAll = { ...asRead, pairs: [...asRead.pairs] };
  const fix: Fix = ({ loaded: before }, fixes) => {
    const after = withFiles(before, editedFiles(before, fixes, parser));
    return { loaded: after, report: lintLoaded(after, options) };
  };
  let looked: Looked = { loaded, report: lintLoaded(loaded, options) };
  const left = new Map<string, string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const fixes = fixesByFile(looked.report.findings, left);
    if (fixes.size === 0) {
      break;
    }
    const fixed = fixedWithout(looked, fixes, fix);
    looked = fixed.looked;
    fixed.left.forEach(({ finding, because }) => left.set(keyOf(finding), because));
  }
  const before = textsOf(loaded);
  const fixed = [...textsOf(looked.loaded)].filter(([path, text]) => before.get(path) !== text);
  fixed.forEach(([path]) => assertWritable(path));
  fixed.forEach(([path, text]) => replaceFile(path, text));
  return {
    report: { ...looked.report, milliseconds: performance.now() - started },
    fixed: fixed.map(([path]) => path),
    left: looked.report.findings.flatMap((finding) => {
      const because = left.get(keyOf(finding));
      return because === undefined ? [] : { finding, because };
    }),
  };
}

/** Makes the fixes, and looks again. */
type Fix = (before: Looked, fixes: Fixes) => Looked;

/** The findings that have a fix, without those that are left. */
function fixesByFile(findings: readonly FindingInFile[], left: ReadonlyMap<string, string>): Fixes {
  const fixes = new Map<string, FindingInFile[]>();
  for (const finding of findings.filter((each) => each.edits.length > 0 && !left.has(keyOf(each)))) {
    const ofFile = fixes.get(finding.file) ?? [];
    ofFile.push(finding);
    fixes.set(finding.file, ofFile);
  }
  return fixes;
}

/** The same finding in the next round, when it may stand in another line. */
function keyOf({ file, code, what }: FindingInFile): string {
  return [file, code, what].join('\n');
}

/** Makes the fixes but those that make their file worse. */
function fixedWithout(before: Looked, fixes: Fixes, fix: Fix): { looked: Looked; left: LeftFix[] } {
  const made = new Map(fixes);
  const left: LeftFix[] = [];
  for (let looked = fix(before, made); ; looked = fix(before, made)) {
    const worse = [...made].flatMap(([path, findings]) => {
      const because = worseRule(path, before, looked);
      return because === undefined ? [] : [{ path, findings, because }];
    });
    if (worse.length === 0) {
      return { looked, left };
    }
    for (const { path, findings, because } of worse) {
      const found = fixesToLeave(path, findings, before, fix);
      // If there is none, it is what another file does that creates this one worse.
      const these = found.length > 0 ? found : findings.map((finding) => ({ finding, because }));
      const others = findings.filter((each) => these.every(({ finding }) => finding !== each));
      left.push(...these);
      made.delete(path);
      if (others.length > 0) {
        made.set(path, others);
      }
    }
  }
}

/** Those that make their file worse when they are made after the others, found by halves. */
function fixesToLeave(path: string, findings: readonly FindingInFile[], before: Looked, fix: Fix): LeftFix[] {
  const kept: FindingInFile[] = [];
  const left: LeftFix[] = [];
  let tries = 0;
  const attempt = (some: readonly FindingInFile[]): void => {
    tries += 1;
    const because = worseRule(path, before, fix(before, new Map([[path, [...kept, ...some]]])));
    if (because === undefined) {
      kept.push(...some);
    } else if (some.length === 1 || tries > MOST_TRIES) {
      left.push(...some.map((finding) => ({ finding, because })));
    } else {
      const middle = Math.ceil(some.length / 2);
      attempt(some.slice(0, middle));
      attempt(some.slice(middle));
    }
  };
  attempt(findings);
  return left;
}

function filesOf(pairs: readonly ParsedPair[]): LintFile[] {
  return pairs.flatMap(({ up, down }) => [up, down].filter((file) => file !== undefined));
}

function textsOf({ pairs }: LoadedAll): Map<string, string> {
  return new Map(filesOf(pairs).map(({ path, text }) => [path, text]));
}

function editedFiles({ pairs }: LoadedAll, fixes: Fixes, parser: PgParser): Map<string, LintFile> {
  const edited = new Map<string, LintFile>();
  for (const file of filesOf(pairs)) {
    const edits = (fixes.get(file.path) ?? []).flatMap((found) => found.edits);
    const text = applyEdits(file.text, edits);
    if (text !== file.text) {
      edited.set(file.path, parseLintFile(file.path, file.direction, text, parser));
    }
  }
  return edited;
}

function withFiles({ pairs, ...same }: LoadedAll, files: ReadonlyMap<string, LintFile>): LoadedAll {
  const replaced = (file: LintFile | undefined): LintFile | undefined => file && (files.get(file.path) ?? file);
  return {
    ...same,
    pairs: pairs.map(({ migration, up, down }) => ({ migration, up: replaced(up), down: replaced(down) })),
  };
}

/** A rule that finds more in the file than it did; in a file that could not be parsed, rules could find nothing before. */
function worseRule(path: string, before: Looked, after: Looked): string | undefined {
  if (isUnparsable(path, before)) {
    return isUnparsable(path, after) ? 'syntax-error' : undefined;
  }
  const count = ({ report }: Looked, code: string): number =>
    report.findings.filter((found) => found.file === path && found.code === code).length;
  return after.report.findings.find(({ file, code }) => file === path && count(after, code) > count(before, code))
    ?.code;
}

function isUnparsable(path: string, { loaded }: Looked): boolean {
  return filesOf(loaded.pairs).some((file) => file.path === path && file.unparsable !== undefined);
}

/** A file that may not be written is refused, though one beside it could take its place. */
function assertWritable(path: string): void {
  tryToWrite(path, () => accessSync(path, constants.W_OK));
}

/** The file is whole or as it was, and keeps its mode; a link stays one. */
function replaceFile(path: string, text: string): void {
  tryToWrite(path, () => {
    publishText(realpathSync(path), text, statSync(path).mode);
  });
}

function tryToWrite(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new EnvironmentError(`cannot write ${path} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'FILE_UNWRITABLE',
      hint: 'Let this user write to the file and its folder.',
      cause: error,
    });
  }
}
