import { describe, expect } from 'vitest';

import { test } from './run-cli.ts';

const COMMANDS = [
  'init',
  'start',
  'stop',
  'ps',
  'url',
  'psql',
  'query',
  'exec',
  'lease',
  'image',
  'image build',
  'migrate',
  'migrate up',
  'migrate down',
  'migrate drop',
  'migrate goto',
  'migrate force',
  'migrate version',
  'migrate status',
  'migrate doctor',
  'migrate create',
  'migrate squash',
  'seed',
  'client-data',
  'client-data dump',
  'client-data load',
  'client-data check',
  'diff',
  'drift',
  'snapshot',
  'snapshot save',
  'snapshot restore',
  'snapshot list',
  'snapshot remove',
  'ui',
  'verify',
  'verify merge',
  'lint',
  'check',
  'report',
];

describe('the help', () => {
  test.for(COMMANDS)('of %s fits 80 columns and has an example', async (command, { sandbox }) => {
    const said = await sandbox.runHere([...command.split(' '), '--help']);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = said.stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(said.stdout).toMatch(new RegExp(`\nExample:\n( {2}\\$ elementaldb ${command}.*\n)+$`));
  });

  test('lists every command', async ({ sandbox }) => {
    const { stdout } = await sandbox.runHere(['--help']);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+)(?: .*)?$/gm)].map(([, name = '']) => name);
    expect(listed.filter((name) => name !== 'help').toSorted()).toEqual(
      COMMANDS.filter((command) => !command.includes(' ')).toSorted(),
    );
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.for(COMMANDS.filter((command) => !['client-data', 'image', 'migrate', 'snapshot'].includes(command)))(
    'of %s names the default of every option that takes a value',
    async (command, { sandbox }) => {
      const { stdout } = await sandbox.runHere([...command.split(' '), '--help']);
      const options = stdout
        .slice(stdout.indexOf('Options:'), stdout.indexOf('\nExample:'))
        .split(/\n(?= {2}-)/)
        .map((text) => text.replaceAll(/\s+/g, ' ').trim())
        .filter((text) => /^(?:-\w, )?--\S+ <[^>]+> /.test(text));
      expect(
        options.filter(
          (text) =>
            !/default: |\(required\)|^--(?:explain|rule|changed-since|only|file|preview|export|print-distribution) /.test(
              text,
            ),
        ),
      ).toEqual([]);
    },
  );
});
