import { execFileSync, spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { publishText } from '../../src/support/publish.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-publish-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a link stays, and the file that it leads to has the text', () => {
  const [file, link] = [join(folder, 'file'), join(folder, 'link')];
  writeFileSync(file, 'old');
  symlinkSync('file', link);
  publishText(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a link to a file that is not there yet makes that file', () => {
  const [file, link] = [join(folder, 'file'), join(folder, 'link')];
  symlinkSync('file', link);
  publishText(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test('a file that others may not read stays so', () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'old', { mode: 0o600 });
  publishText(file, 'new');
  expect(lstatSync(file).mode & 0o777).toBe(0o600);
});

test('a pipe is written to, and stays a pipe', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
  const read = text(reader.stdout);
  publishText(pipe, 'new');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(await read).toBe('new');
});
