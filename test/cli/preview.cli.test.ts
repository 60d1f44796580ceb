import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { test } from './run-cli.ts';

describe('seed --preview', () => {
  test('writes one page without any server', async ({ sandbox }) => {
    const { exitCode, stdout } = await sandbox.run(['seed', '--preview', 'pages/world.html', '--sites', '2']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Wrote pages/world.html: open it in a browser.\n' });
    expect(readdirSync(join(sandbox.folder, 'pages'))).toEqual(['world.html']);
    expect(readFileSync(join(sandbox.folder, 'pages/world.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  });

  test('to where nothing can be written ends with 3 and a reason, and leaves nothing', async ({ sandbox }) => {
    sandbox.write({ file: '' });
    const { exitCode, stderr } = await sandbox.runHere(['seed', '--preview', 'file/world.html', '--sites', '2']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/cannot write the preview file\/world\.html \(E[A-Z]+\)/),
    });
    expect(readdirSync(sandbox.folder)).toEqual(['file']);
  });

  test('of days in the wrong order is refused', async ({ sandbox }) => {
    const span = ['--from', '2024-02-01', '--to', '2024-01-01'];
    expect(await sandbox.runHere(['seed', '--preview', 'x.html', ...span])).toMatchObject({ exitCode: 2 });
    expect(await sandbox.runHere(['seed', '--check', ...span])).toMatchObject({ exitCode: 2 });
    expect(readdirSync(sandbox.folder)).toEqual([]);
  });

  test('and --check are two things', async ({ sandbox }) => {
    expect(await sandbox.runHere(['seed', '--preview', 'x.html', '--check'])).toMatchObject({ exitCode: 2 });
  });
});
