import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';

import { collectPage } from '../../src/page/collect/collect-page.ts';
import type { PageModel } from '../../src/page/model.ts';
import { MIGRATIONS, useOwnState } from '../commands/running-servers.ts';
import { Events, openUi, type OpenedUi } from './running-ui.ts';

useOwnState();

const root = mkdtempSync(join(tmpdir(), 'elementaldb-test-ui-'));
const folder = join(root, 'migrations');
cpSync(MIGRATIONS, folder, { recursive: true });

let opened: OpenedUi;
let events: Events;

beforeEach(async () => {
  opened = await openUi({
    folders: [folder],
    collect: (onProgress, onTried) =>
      collectPage({ verify: { migrations: folder, onTried }, lint: {}, verdicts: true }, onProgress),
  });
  events = await Events.of(opened);
});

afterEach(async () => {
  events.close();
  await opened.ui.stop();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function model(): Promise<PageModel> {
  const answer = await fetch(`${opened.base}model.json`, { headers: { Authorization: `Bearer ${opened.token}` } });
  return JSON.parse(await answer.text());
}

test('a saved file is verified again, and its verdicts come as they are found', async () => {
  await events.next('check', (check) => check.phase === 'waiting' && check.model === 1);
  expect(await model()).toMatchObject({ failure: null, migrations: [{ version: '1' }, { version: '2' }] });
  const before = events.all.length;
  // The down now leaves the table, and the populated pass has nothing to add.
  writeFileSync(join(folder, '000003_left.up.sql'), 'CREATE TABLE IF NOT EXISTS left_behind (id int);\n');
  writeFileSync(join(folder, '000003_left.down.sql'), 'SELECT 1;\n');
  const trial = await events.next('trial', ({ version, pass }) => version === '3' && pass === 'empty', before);
  expect(trial).toMatchObject({ name: 'left', failures: [expect.stringContaining('difference')] });
  await events.next('check', (check) => check.phase === 'waiting' && check.model > 1, before);
  const { migrations } = await model();
  expect(migrations[2]).toMatchObject({ version: '3', verdict: { verdicts: { reversible: { status: 'fail' } } } });

  appendFileSync(join(folder, '000003_left.up.sql'), 'SELECT 1 / 0;\n');
  await events.next('check', (check) => check.phase === 'waiting' && check.model > 2);
  expect(await model()).toMatchObject({ failure: { version: '3', line: 2 } });
});

test('a folder that is removed and created again is watched again', async () => {
  await events.next('check', (check) => check.phase === 'waiting' && check.model === 1);
  rmSync(folder, { recursive: true });
  const gone = await events.next('check', (check) => check.phase === 'waiting' && check.error.length > 0);
  expect(gone.error.join('\n')).toContain(folder);
  const before = events.all.length;
  cpSync(MIGRATIONS, folder, { recursive: true });
  await events.next('check', (check) => check.phase === 'waiting' && check.error.length === 0, before);
  expect((await model()).migrations).toHaveLength(2);
});
