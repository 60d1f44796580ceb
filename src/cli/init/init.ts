import type { Command } from 'commander';

import { planInit, type InitPlan } from '../../commands/init/plan-init.ts';
import type { Step } from '../../commands/init/step.ts';
import { writeStep } from '../../commands/init/write-step.ts';
import { configurationOf, withSettings } from '../settings-options.ts';
import { ask, withProgress, type Terminal } from '../terminal.ts';
import { refuse, refuseTogether, withExample } from '../usage.ts';
import { planJson, showEnd, showFile, showFound, type Outcome } from './show.ts';

interface InitFlags {
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `elementaldb init`: the files that a repository needs to use the toolkit. */
export function addInit(program: Command, terminal: Terminal): void {
  withExample(
    withSettings(
      program
        .command('init')
        .description('write configuration, a first test, the CI job and the hook that fit this repository')
        .option('--yes', 'Write without asking.')
        .option('--dry-run', 'Show the files without writing them.')
        .option('--json', 'Print one JSON object: found, migrations, files, notes, next.'),
      ['migrations'],
    ),
    'init --dry-run',
    'init --yes --migrations db/migrations',
  ).action((flags: InitFlags) => init(terminal, flags));
}

async function init(terminal: Terminal, flags: InitFlags): Promise<void> {
  if (flags.yes === true && flags.dryRun === true) {
    refuseTogether('--yes', '--dry-run');
  }
  const asks = flags.yes !== true && flags.dryRun !== true;
  if (asks && !process.stdin.isTTY) {
    refuse('yes', 'cannot ask before each file: standard input is not a terminal', 'Add --yes or --dry-run.');
  }
  const { migrations } = await configurationOf({ ...flags });
  const folder = process.cwd();
  const plan = await withProgress(terminal, (onProgress) => {
    onProgress('looking at the repository');
    return planInit({ folder, migrations });
  });
  // With --json the prose is only for the person who is asked.
  const show = flags.json !== true ? terminal.out : asks ? terminal.say : (): void => undefined;
  const style = flags.json === true ? terminal.sayStyle : terminal.outStyle;
  show(showFound(plan, style));
  const outcomes = await walk(plan, {
    show: (step) => show(showFile(step, style)),
    decide: asks ? decideByAsking : async () => (flags.yes === true ? 'all' : 'no'),
    folder,
  });
  if (flags.json === true) {
    terminal.out(JSON.stringify(planJson(plan, outcomes, flags.dryRun === true)));
  } else {
    terminal.out(showEnd(plan, outcomes, { style, isDryRun: flags.dryRun === true }));
  }
}

type Answer = 'yes' | 'no' | 'all' | 'quit';

/** Shows each missing file, and writes it if that is the answer. What is written stays, whatever comes afterwards. */
async function walk(
  { steps }: InitPlan,
  { show, decide, folder }: { show: (step: Step) => void; decide: (path: string) => Promise<Answer>; folder: string },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let answer: Answer = 'yes';
  for (const step of steps) {
    if (step.action !== 'write') {
      outcomes.push({ step, status: step.action });
      continue;
    }
    if (answer !== 'quit') {
      show(step);
      answer = answer === 'all' ? 'all' : await decide(step.path);
    }
    const isWritten = answer === 'yes' || answer === 'all';
    if (isWritten) {
      writeStep(folder, step);
    }
    outcomes.push({ step, status: isWritten ? 'written' : 'skipped' });
  }
  return outcomes;
}

const ANSWERS: Readonly<Record<string, Answer>> = { '': 'yes', y: 'yes', n: 'no', a: 'all', q: 'quit' };

/** Asks until the answer is one of those offered; the end of the input means to quit. */
async function decideByAsking(path: string): Promise<Answer> {
  const reply = await ask(`Write ${path}? [Y]es, [n]o, [a]ll, [q]uit: `);
  if (reply === undefined) {
    return 'quit';
  }
  const word = reply.trim().toLowerCase();
  const answer = ['yes', 'no', 'all', 'quit', ...Object.keys(ANSWERS)].includes(word)
    ? ANSWERS[word.slice(0, 1)]
    : undefined;
  return answer ?? decideByAsking(path);
}
