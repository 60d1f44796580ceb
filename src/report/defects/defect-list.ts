import type { FindingInFile } from '../../findings/finding.ts';
import { codeFrame } from '../../sql/code-frame.ts';
import { stripControlChars } from '../../support/strip-control-chars.ts';
import { byImportance, byPlace, isError, type Defect, type Fact } from './defects.ts';
import { table, wrap } from '../layout.ts';
import type { Style } from '../style.ts';
import { explainFinding, fitDetail } from './verify-finding.ts';
import { fileLabel } from '../../support/file-label.ts';

export interface DefectListOptions {
  style: Style;
  width?: number | undefined;
  /** Whether a long list is shown as a whole. */
  all?: boolean | undefined;
  /** Texts of the files, by path. */
  sources: ReadonlyMap<string, string>;
  /** What a rule or code is about, in a few words. */
  meaningOf: (code: string) => string;
  /** Whether the list offers to accept everything with a baseline. */
  offerBaseline: boolean;
}

/** A longer list begins with a summary, and shows only what matters most. */
export const LONGEST_WHOLE = 20;

const MOST_IMPORTANT = 10;

/** Of one rule of lint, so many findings are shown with all that can be said of them; of the others, only the place. */
const EXPLAINED = 3;

/** The defects, file by file; of a long list a summary by rule and the ten that matter most. */
export function formatDefects(defects: readonly Defect[], options: DefectListOptions): string[] {
  if (options.all === true || defects.length <= LONGEST_WHOLE) {
    return formatEach(byPlace(defects), options);
  }
  const { style, width = 80, offerBaseline } = options;
  const shown = byImportance(defects).slice(0, MOST_IMPORTANT);
  const [errors, files] = [defects.filter(isError).length, new Set(defects.map(fileOf)).size];
  const title = `${counted(errors, 'error')} and ${counted(defects.length - errors, 'warning')} in ${counted(files, 'file')}, by rule:`;
  return [
    ...wrap(style.bold(title), width),
    '',
    ...summary(defects, options),
    '',
    style.bold(`The ${MOST_IMPORTANT} that matter most:`),
    '',
    ...formatEach(shown, options),
    '',
    ...wrap(`${defects.length - shown.length} more: --all shows everything, --rule the findings of one rule.`, width),
    ...(offerBaseline
      ? wrap('To accept what is there now and report only what is new: elementaldb check --update-baseline', width)
      : []),
  ];
}

/** A row for each rule, in the order of importance of its worst defect. */
function summary(defects: readonly Defect[], { style, width = 80, meaningOf }: DefectListOptions): string[] {
  const rules = new Map<string, { errors: number; warnings: number; files: Set<string> }>();
  for (const { found } of byImportance(defects).flatMap(({ facts }) => facts)) {
    const row = rules.get(found.code) ?? { errors: 0, warnings: 0, files: new Set<string>() };
    row[found.status === 'fail' ? 'errors' : 'warnings'] += 1;
    row.files.add(found.file);
    rules.set(found.code, row);
  }
  const rows = [...rules].map(([code, { errors, warnings, files }]) => [
    errors > 0 ? style.red(String(errors)) : '',
    warnings > 0 ? style.yellow(String(warnings)) : '',
    String(files.size),
    code,
    meaningOf(code),
  ]);
  const columns = [
    { title: 'errors', align: 'right' as const },
    { title: 'warnings', align: 'right' as const },
    { title: 'files', align: 'right' as const },
    { title: 'rule' },
    { title: 'found when', shrinks: true },
  ];
  return table(columns, rows, width);
}

function fileOf({ facts: [{ found }] }: Defect): string {
  return found.file;
}

/** In the given order, under the names of their files. */
function formatEach(defects: readonly Defect[], options: DefectListOptions): string[] {
  const seen = new Map<string, number>();
  let file = '';
  const lines = defects.flatMap((defect) => {
    const head = fileOf(defect) === file ? [] : ['', options.style.bold(stripControlChars(fileLabel(fileOf(defect))))];
    file = fileOf(defect);
    const body = defect.facts.flatMap((fact) => {
      const times = (seen.get(fact.found.code) ?? 0) + 1;
      seen.set(fact.found.code, times);
      return explainFact(fact, defect, times <= EXPLAINED, options);
    });
    return [...head, ...body];
  });
  return lines[0] === '' ? lines.slice(1) : lines;
}

function explainFact({ found, title }: Fact, { facts }: Defect, inFull: boolean, options: DefectListOptions): string[] {
  const { style, width } = options;
  if (title !== undefined) {
    return explainFinding(title, found, { style, ...(width === undefined ? {} : { width }) });
  }
  const [first] = facts;
  return explainLint(found, { inFull, isAdded: first.title !== undefined }, options);
}

/** @param isAdded whether it stands below what verify proved, so that it needs no code frame */
function explainLint(
  { status, line, column, code, what, why, fix, sql, file }: FindingInFile,
  { inFull, isAdded }: { inFull: boolean; isAdded: boolean },
  { style, width = 80, sources }: DefectListOptions,
): string[] {
  const mark = status === 'fail' ? style.red('✗') : style.yellow('!');
  const place = line === undefined ? '' : `${line}: `;
  const head = wrap(`  ${mark} ${place}${stripControlChars(what)} ${style.dim(`[${code}]`)}`, width);
  if (!inFull) {
    return head;
  }
  const source = sources.get(file);
  const frame =
    isAdded || source === undefined || line === undefined || column === undefined
      ? []
      : codeFrame(source, { line, column }, 1).split('\n');
  return [
    ...head,
    ...frame.flatMap((text) => fitDetail(`      ${text}`, width)),
    ...(isAdded ? [] : wrap(`    ${why}`, width)),
    ...wrap(`    fix: ${fix}`, width),
    ...sql.flatMap((text) => text.split('\n')).map((text) => `      ${style.bold(stripControlChars(text))}`),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
