import type { InitPlan } from '../../commands/init/plan-init.ts';
import type { Step } from '../../commands/init/step.ts';
import { wrap } from '../../report/layout.ts';
import type { Style } from '../../report/style.ts';

/** What became of a step. */
export interface Outcome {
  step: Step;
  status: 'written' | 'skipped' | 'add' | 'present';
}

const WIDTH = 80;

/** Folders of migrations that are listed beside the chosen one. */
const MOST_FOLDERS = 4;

const CI = { github: 'GitHub Actions', gitlab: 'GitLab' };

/** What was found, one kind a line. */
export function showFound({ found, migrations, notes }: InitPlan, style: Style): string[] {
  const chosen = found.migrationFolders.find(({ folder }) => folder === migrations);
  const others = found.migrationFolders.filter(({ folder }) => folder !== migrations);
  const rows = [
    ['migrations', `${migrations}${chosen === undefined ? '' : ` (${count(chosen)}, as golang-migrate names them)`}`],
    ...others.slice(0, MOST_FOLDERS).map((folder) => ['', `not used: ${folder.folder} (${count(folder)})`]),
    ...(others.length > MOST_FOLDERS ? [['', `not used: ${others.length - MOST_FOLDERS} more folders`]] : []),
    ...(others.length > 0 ? [['', 'Another one: --migrations FOLDER']] : []),
    ['languages', found.languages.join(', ')],
    ['tests', found.runners.map((runner) => (runner === 'go' ? 'go test' : runner)).join(', ')],
    ['CI', found.ci === undefined ? '' : CI[found.ci]],
    ['hooks', found.hooks ?? ''],
  ];
  return [
    style.bold('Found'),
    ...rows.flatMap(([title = '', value = '']) => wrap(`  ${title.padEnd(10)}  ${value || 'none'}`, WIDTH)),
    ...notes.flatMap((note) => ['', ...wrap(note, WIDTH)]),
  ];
}

function count({ ups, pairs }: { ups: number; pairs: number }): string {
  return `${pairs} ${pairs === 1 ? 'pair' : 'pairs'}${ups === pairs ? '' : `, ${ups - pairs} without down`}`;
}

/** A file before it is written. */
export function showFile({ path, why, content }: Step, style: Style): string[] {
  return ['', `${style.bold(path)}: ${why}`, ...indented(content)];
}

/** What was written, what is to be added by hand, and what comes next. */
export function showEnd(
  { next }: InitPlan,
  outcomes: readonly Outcome[],
  { style, isDryRun }: { style: Style; isDryRun: boolean },
): string[] {
  const withStatus = (status: Outcome['status']): Step[] =>
    outcomes.filter((outcome) => outcome.status === status).map(({ step }) => step);
  const list = (title: string, steps: readonly Step[]): string[] =>
    steps.length === 0 ? [] : ['', style.bold(title), ...steps.map(({ path }) => `  ${path}`)];
  const byHand = withStatus('add');
  return [
    ...list('Written', withStatus('written')),
    ...list(isDryRun ? 'Not written (--dry-run)' : 'Not written', withStatus('skipped')),
    ...list('Already set up', withStatus('present')),
    ...(byHand.length === 0 ? [] : ['', style.bold('Add by hand: these files are never changed')]),
    ...byHand.flatMap(({ path, why, content }) => [
      `  ${path}: ${why}`,
      ...indented(content).map((line) => `  ${line}`),
    ]),
    ...(outcomes.some(({ status }) => status === 'written' || status === 'skipped' || status === 'add')
      ? []
      : ['', 'There is nothing to write.']),
    '',
    style.bold('Next'),
    ...next.map((command) => `  ${command}`),
    '',
    ...wrap('"check --update-baseline" accepts what check finds in migrations that are already in use.', WIDTH),
  ];
}

function indented(content: string): string[] {
  return content
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
}

/** The same for programs. */
export function planJson(plan: InitPlan, outcomes: readonly Outcome[], isDryRun: boolean): object {
  const { found, migrations, notes, next } = plan;
  const { migrationFolders, languages, runners, ci = null, hooks = null } = found;
  return {
    dryRun: isDryRun,
    found: { migrationFolders, languages, testRunners: runners, ci, hooks },
    migrations,
    files: outcomes.map(({ step: { path, why, content }, status }) => ({ path, why, status, content })),
    notes,
    next,
  };
}
