import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { openOnDesktop } from '../../src/cli/open-on-desktop.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-open-'));
  vi.stubEnv('PATH', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Stands for the desktop's program, which ends with an exit code. */
function opener(exitCode: number): void {
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf %s "$1" > "${folder}/opened"\nexit ${exitCode}\n`, {
      mode: 0o755,
    });
  }
}

test('a target is opened by the program of the desktop', async () => {
  opener(0);
  expect(await openOnDesktop('/a b/report.html')).toBe(true);
  expect(readFileSync(join(folder, 'opened'), 'utf8')).toBe('/a b/report.html');
});

test('without a program for the target, or without a desktop, nothing is opened', async () => {
  expect(await openOnDesktop('/report.html')).toBe(false);
  opener(3);
  expect(await openOnDesktop('/report.html')).toBe(false);
});
