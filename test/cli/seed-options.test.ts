import { readFileSync } from 'node:fs';

import { Command } from 'commander';
import { describe, expect, test } from 'vitest';

import { refuseWithoutEffect } from '../../src/cli/seed/option-effects.ts';
import { addSeed } from '../../src/cli/seed/seed.ts';
import type { SeedFlags } from '../../src/cli/seed/seed-flags.ts';
import { processTerminal } from '../../src/cli/terminal.ts';

const TERMINAL = processTerminal();

/** The columns of the table in docs/seeding.md, and how each is asked for. */
const ACTIONS: readonly (readonly [column: string, args: readonly string[]])[] = [
  ['rows into a database', []],
  ['--generic', ['--generic']],
  ['--export', ['--export', 'folder']],
  ['--export of meter files', ['--export', 'folder', '--format', 'meter-files']],
  ['--dry-run', ['--dry-run']],
  ['--check', ['--check']],
  ['--check of a database', ['--check', '--database-url', 'postgresql://host/db']],
  ['--preview', ['--preview', 'file']],
  ['--list', ['--list']],
  ['--print-distribution', ['--print-distribution', 'citus']],
];

/** Values of options that do not take any text. */
const VALUES: Readonly<Record<string, string>> = {
  '--from': '2024-01-01',
  '--to': '2024-02-01',
  '--profile': 'small',
  '--noise': 'realistic',
  '--mode': 'fast',
  '--shard': '1/2',
  '--format': 'csv',
  '--layout': 'square',
};

/** Words that ask for something, which the table has as columns. */
const ASKING = ['--generic', '--export', '--dry-run', '--check', '--preview', '--list', '--print-distribution'];

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());

/** For each option the columns that have a mark. */
function documented(): { columns: string[]; marks: Map<string, Set<string>> } {
  const lines = readFileSync(new URL('../../docs/seeding.md', import.meta.url), 'utf8').split('\n');
  const first = lines.findIndex((line) => line.startsWith('| option | rows into a database |'));
  const [, ...columns] = cellsOf(lines[first] ?? '');
  const rows = lines.slice(first + 2);
  const marks = new Map<string, Set<string>>();
  for (const line of rows.slice(0, rows.indexOf(''))) {
    const [options = '', ...cells] = cellsOf(line);
    for (const option of options.split(', ')) {
      marks.set(option, new Set(columns.filter((_, i) => cells[i] === '✓')));
    }
  }
  return { columns, marks };
}

const { columns, marks } = documented();

/** What the command line is refused for; undefined if it is not. */
async function refusalOf(args: readonly string[]): Promise<string | undefined> {
  const program = new Command('elementaldb').exitOverride();
  addSeed(program, TERMINAL);
  const seed = program.commands.find((command) => command.name() === 'seed');
  // Only the options are looked at: nothing is seeded.
  seed?.action((flags: SeedFlags, read: Command) => refuseWithoutEffect(read, flags));
  try {
    await program.parseAsync(['seed', ...args], { from: 'user' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const optionsOfSeed = (): string[] => {
  const program = new Command('elementaldb');
  addSeed(program, TERMINAL);
  return program.commands.flatMap(({ options }) => options.map(({ long }) => long ?? ''));
};

test('the table of docs/seeding.md has all options of seed, and all that it can do', () => {
  expect(columns).toEqual(ACTIONS.map(([column]) => column));
  expect([...marks.keys()].toSorted()).toEqual(
    optionsOfSeed()
      .filter((option) => !ASKING.includes(option))
      .toSorted(),
  );
});

describe.each(ACTIONS)('with %s', (column, args) => {
  test.each([...marks.keys()].filter((option) => !args.includes(option)))(
    '%s has an effect, or is refused',
    async (option) => {
      const isSwitch = ['--append', '--replace', '--json', '--allow-empty'].includes(option);
      const refusal = await refusalOf([...args, ...(isSwitch ? [option] : [option, VALUES[option] ?? '3'])]);
      // With a database, a check is another column.
      const isTaken = marks.get(option)?.has(column) === true || (column === '--check' && option === '--database-url');
      const isRefused = new RegExp(`${option}.*(?: cannot be combined| needs )|and ${option} cannot be combined`);
      expect(isTaken ? refusal : isRefused.test(refusal ?? '')).toBe(isTaken ? undefined : true);
    },
  );

  test.each(ASKING.filter((option) => !args.includes(option)))('%s asks for something else', async (option) => {
    const other = ['--export', '--preview'].includes(option) ? [option, 'x'] : [option];
    const asked = option === '--print-distribution' ? [option, 'citus'] : other;
    const both = [column, option];
    const isRefused =
      args.length > 0 && !(both.includes('--dry-run') && both.some((each) => each.startsWith('--export')));
    expect((await refusalOf([...args, ...asked])) !== undefined).toBe(isRefused);
  });
});

test.each([[], ['--generic'], ['--print-distribution', 'citus']])('a database is named once: %j', async (...args) => {
  const named = [...args.flat(), '--name', 'a', '--database-url', 'postgresql://host/db'];
  expect(await refusalOf(named)).toBe('--database-url and --name cannot be combined');
});

test('a value that is the default is refused as any other, and a default that nobody wrote is not', async () => {
  expect(await refusalOf(['--list', '--noise', 'none'])).toBe('--list and --noise cannot be combined');
  expect(await refusalOf(['--list'])).toBeUndefined();
});
