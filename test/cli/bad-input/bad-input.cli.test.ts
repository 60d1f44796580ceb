import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { codeOf } from '../../../src/support/errors.ts';
import { eventually } from '../../servers/child.ts';
import { GOOD, test, type Sandbox } from '../run-cli.ts';
import { endOfRuns, runHere } from '../run-here.ts';
import { BAD_INPUTS, type BadInput } from './inputs.ts';

interface Answer {
  code: string;
  message: string;
  fix: string;
  exitCode: number;
}

async function answerTo({ args, files, env = {}, running = false }: BadInput, sandbox: Sandbox): Promise<Answer> {
  if (files === undefined) {
    cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
  } else {
    sandbox.write(files);
  }
  if (running) {
    await sandbox.run(['start', '--detach']);
  }
  const { said, error } = await runHere(args, { cwd: sandbox.folder, env: { ...sandbox.env, ...env } });
  if (running) {
    await sandbox.run(['stop']);
  }
  expect(said.stdout).toBe('');
  const stderr = said.stderr.replaceAll(sandbox.folder, '…');
  const [, message = '', fix = ''] = /(?:^|\n)error: (.*?)(?:\nfix: (.*))?\n$/s.exec(stderr) ?? [];
  expect(message, stderr).not.toBe('');
  return { code: String(codeOf(error)), message, fix, exitCode: said.exitCode };
}

/** A cell of a table in Markdown. */
function cell(text: string): string {
  return text
    .trim()
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s*\n\s*/g, '<br>')
    .replaceAll('<folder>', '`<folder>`');
}

test('each of sixty bad inputs gets a code, a message, a fix and an exit code, as docs/errors.md says', async ({
  sandbox,
}) => {
  expect(BAD_INPUTS.length).toBeGreaterThanOrEqual(60);
  const rows: string[] = [];
  for (const input of BAD_INPUTS) {
    sandbox.empty();
    const { code, message, fix, exitCode } = await answerTo(input, sandbox);
    expect.soft(code, input.what).toMatch(/^[A-Z][A-Z_]+$/);
    expect.soft([1, 2, 3], input.what).toContain(exitCode);
    expect.soft(message, input.what).not.toMatch(/\n {4}at |fault of elementaldb|secret/);
    rows.push(
      `| ${cell(input.what)} | \`${input.args.join(' ')}\` | ${cell(message)} | ${cell(fix)} | \`${code}\` | ${exitCode} |`,
    );
  }
  await endOfRuns();
  // The server for test databases ends seconds after its last user.
  await eventually('no run folder is left', () => readdirSync(sandbox.runs).length === 0);
  await expect(`${INTRODUCTION}\n${rows.join('\n')}\n`).toMatchFileSnapshot('../../../docs/errors.md');
}, 300_000);

const INTRODUCTION = `# Errors

What the commands say to bad input. The exit code is 1 for a migration that fails, 2 for wrong usage and 3 for a fault of the machine, e.g. a
server that does not answer; \`migrate\` ends with 1, as golang-migrate does, unless the command line is wrong. In the library the same errors are thrown
as \`ElementalError\`, with \`code\`, \`message\` and \`hint\` (the fix). \`…\` stands for the working folder.

| input | command | message | fix | code | exit |
|---|---|---|---|---|---|`;
