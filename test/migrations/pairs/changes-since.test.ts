import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { changesSince } from '../../../src/migrations/pairs/changes-since.ts';
import { git } from '../../git.ts';

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-changes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  git(folder, 'init', '--quiet');
  writeFileSync(join(folder, '1_site.up.sql'), 'CREATE TABLE site ();');
  return folder;
}

test('before the first commit all files are new, staged or not', async () => {
  const folder = repository();
  writeFileSync(join(folder, '2_meter.up.sql'), 'CREATE TABLE meter ();');
  git(folder, 'add', '2_meter.up.sql');
  const { added, edited, highest } = await changesSince(folder, 'HEAD');
  expect([...added].toSorted()).toEqual(['1_site.up.sql', '2_meter.up.sql']);
  expect({ edited: edited.size, highest }).toEqual({ edited: 0, highest: undefined });
});

test('after the first commit only what was added since', async () => {
  const folder = repository();
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'first');
  expect((await changesSince(folder, 'HEAD')).added.size).toBe(0);
  writeFileSync(join(folder, '2_meter.up.sql'), 'CREATE TABLE meter ();');
  expect([...(await changesSince(folder, 'HEAD')).added]).toEqual(['2_meter.up.sql']);
});

test('another unknown commit is refused', async () => {
  await expect(changesSince(repository(), 'main')).rejects.toMatchObject({ code: 'NO_GIT' });
});
