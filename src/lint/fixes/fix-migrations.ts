import { accessSync, constants, realpathSync, statSync } from 'node:fs';

import { pgParser, type PgParser } from '../../sql/pg-parser.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';
import type { LintFinding, LintReport } from '../finding.ts';
import { lintLoaded, load, type Loaded, type LintOptions } from '../lint-folder.ts';
import { parseLintFile, type LintFile } from '../parse-file.ts';
import type { ParsedPair } from '../read-chain.ts';
import { applyEdits } from './apply-edits.ts';

/** A fix may make room for another; no chain has needed more rounds than three. */
const MOST_ROUNDS = 10;

/** With all files in memory, since they are looked at again and again. */
interface LoadedAll extends Loaded {
  pairs: readonly ParsedPair[];
}

export interface FixedMigrations {
  /** What is left. */
  report: LintReport;
  /** Paths of the files that were written anew. */
  fixed: string[];
}

/**
 * Mends in the files what can be mended without changing what they do the first time, and looks again until nothing
 * more can be done. A file that would no longer parse, or in which something else would be found, stays as it was.
 *
 * @throws as `lintMigrations`; EnvironmentError `FILE_UNWRITABLE`
 */
export async function fixMigrations(options: LintOptions): Promise<FixedMigrations> {
  const started = performance.now();
  const parser = await pgParser();
  const asRead = await load(options);
  let loaded: LoadedAll = { ...asRead, pairs: [...asRead.pairs] };
  let report = lintLoaded(loaded, options);
  const before = textsOf(loaded);
  const refused = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const edited = editedFiles(loaded, report.findings, refused, parser);
    if (edited.size === 0) {
      break;
    }
    const next = withFiles(loaded, edited);
    const nextReport = lintLoaded(next, options);
    const worse = [...edited.keys()].filter((path) => isWorse(path, report.findings, nextReport.findings));
    if (worse.length === 0) {
      [loaded, report] = [next, nextReport];
    }
    worse.forEach((path) => refused.add(path));
  }
  const fixed = [...textsOf(loaded)].filter(([path, text]) => before.get(path) !== text);
  fixed.forEach(([path]) => assertWritable(path));
  fixed.forEach(([path, text]) => replaceFile(path, text));
  return {
    report: { ...report, milliseconds: performance.now() - started },
    fixed: fixed.map(([path]) => path),
  };
}

function filesOf(pairs: readonly ParsedPair[]): LintFile[] {
  return pairs.flatMap(({ up, down }) => [up, down].filter((file) => file !== undefined));
}

function textsOf({ pairs }: LoadedAll): Map<string, string> {
  return new Map(filesOf(pairs).map(({ path, text }) => [path, text]));
}

function editedFiles(
  { pairs }: LoadedAll,
  findings: readonly LintFinding[],
  refused: ReadonlySet<string>,
  parser: PgParser,
): Map<string, LintFile> {
  const edited = new Map<string, LintFile>();
  for (const file of filesOf(pairs)) {
    const edits = findings.flatMap((found) => (found.file === file.path ? found.edits : []));
    const ending = file.text.includes('\r\n') ? '\r\n' : '\n';
    const text = applyEdits(
      file.text,
      edits.map((edit) => ({ ...edit, text: edit.text.replaceAll(/\r?\n/g, ending) })),
    );
    if (text !== file.text && !refused.has(file.path)) {
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

/** Whether a rule finds more in the file than it did. */
function isWorse(path: string, before: readonly LintFinding[], after: readonly LintFinding[]): boolean {
  const count = (findings: readonly LintFinding[], rule: string): number =>
    findings.filter((found) => found.file === path && found.rule === rule).length;
  return after.some(({ file, rule }) => file === path && count(after, rule) > count(before, rule));
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
