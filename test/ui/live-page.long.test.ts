import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { makeSandbox, type Running, type Sandbox } from '../cli/run-cli.ts';
import { CHROMIUM, NO_CHROMIUM, startChromium } from '../page/client/chromium.ts';
import { seriousFaults } from './serious-faults.ts';
import { openedOf } from './spawned-ui.ts';

/** The first of our own migrations: those of clients, sites and meters. */
const OURS = join(import.meta.dirname, '../../migrations');
const FIRST = /^00000[123]_/;

describe.skipIf(CHROMIUM === undefined)(`the live page in a browser (${CHROMIUM ?? NO_CHROMIUM})`, () => {
  let browser: Browser;
  let page: Page;
  let sandbox: Sandbox;
  let dispose: () => Promise<void>;
  let ui: Running;
  const faults: string[] = [];

  beforeAll(async () => {
    ({ sandbox, dispose } = makeSandbox());
    for (const file of readdirSync(OURS).filter((name) => FIRST.test(name))) {
      sandbox.write({ [`migrations/${file}`]: readFileSync(join(OURS, file)) });
    }
    ui = sandbox.spawn(['ui', '--name', 'review']);
    await ui.prints(/token=\S+\n/);
    browser = await startChromium();
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    page.on('console', (message) => (message.type() === 'error' ? faults.push(message.text()) : undefined));
    page.on('pageerror', ({ message }) => faults.push(message));
    const { base, token } = openedOf(ui);
    await page.goto(`${base}?token=${token}`);
    // The address bar and the history have no token.
    await page.waitForURL(base);
  });

  afterAll(async () => {
    await browser.close();
    ui.child.kill('SIGINT');
    await ui.ended;
    await dispose();
  });

  test('servers are started, their URL is copied but not shown, and data is written after a preview', async () => {
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const copy = page.getByRole('button', { name: 'Copy URL of review' });
    await copy.click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const url = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(await page.content()).not.toContain(new URL(url).password);

    const world = page.getByRole('form', { name: 'World' });
    await world.getByRole('spinbutton', { name: 'Clients' }).fill('1');
    await world.getByRole('spinbutton', { name: 'Sites' }).fill('1');
    await world.getByLabel('Day after the last').fill('2024-01-03');
    await world.getByText('Places:').click();
    await world.getByLabel('Leeds', { exact: true }).check();
    await world.getByText('Archetypes:').click();
    await world.getByLabel('school', { exact: true }).check();
    await world.getByText('Datasets:').click();
    await world.getByLabel('electricity', { exact: true }).check();
    await page.getByRole('button', { name: 'Preview' }).click();
    const table = page.getByRole('region', { name: 'Preview' });
    await table.getByRole('row', { name: /^electricity 97 / }).waitFor();
    await table.getByText('Places: Leeds 1').waitFor();
    await table.getByText('Archetypes: school 1').waitFor();

    // Rows of other fields than the shown ones cannot be written: the answer comes after a change.
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/seed/preview', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Preview' }).click();
    await world.getByRole('spinbutton', { name: 'Clients' }).fill('2');
    await world.getByRole('spinbutton', { name: 'Clients' }).fill('1');
    const answered = page.waitForResponse('**/seed/preview');
    answer?.();
    await answered;
    await page.getByRole('button', { name: 'Preview' }).and(page.locator(':enabled')).waitFor();
    expect(await page.getByRole('button', { name: /^Write / }).count()).toBe(0);
    await page.unroute('**/seed/preview');
    await page.getByRole('button', { name: 'Preview' }).click();
    const countSites = async (): Promise<unknown> =>
      withConnection(
        url,
        async (client) => (await client.query('SELECT count(*)::int FROM client_info.site_info')).rows,
      );
    await page.getByRole('button', { name: /^Write .* rows to review$/ }).click();
    await page.getByText(/rows in .*rows\/s/).waitFor();
    expect(await countSites()).toEqual([{ count: 1 }]);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('a question before what cannot be undone can be answered by the keyboard', async () => {
    const stop = page.getByRole('button', { name: 'Stop review' });
    await stop.click();
    await page.waitForFunction(HAS_FOCUS);
    await page.keyboard.press('Escape');
    await stop.waitFor();
    await stop.focus();
    await page.keyboard.press('Enter');
    // The button that confirms has the focus.
    await page.getByRole('group', { name: 'Stop review?' }).waitFor();
    await page.waitForFunction(HAS_FOCUS);
    await page.keyboard.press('Enter');
    await page.getByText('No server is running.').waitFor();
    expect(await stop.count()).toBe(0);
  });

  test('a saved file changes the page, which stays where it is', async () => {
    await page.getByText(/^Checked .* Watching/).waitFor({ timeout: 120_000 });
    await page.getByRole('link', { name: 'Migrations' }).click();
    writeFileSync(join(sandbox.folder, 'migrations/000999_hostile.up.sql'), HOSTILE);
    writeFileSync(join(sandbox.folder, 'migrations/000999_hostile.down.sql'), 'DROP TABLE IF EXISTS hostile;\n');
    await page.getByRole('option', { name: /hostile/ }).waitFor({ timeout: 120_000 });
    expect(new URL(page.url()).hash).toMatch(/migrations/);
    await page.getByText(/^Checked .* Watching/).waitFor({ timeout: 120_000 });
    // No script of a comment ran, and the page broke no rule of its own policy.
    expect(await page.title()).not.toBe('hostile');
    expect(faults).toEqual([]);
  });
});

/** Whether the focus is in a question. */
const HAS_FOCUS = `document.activeElement?.closest('[role="group"][aria-label$="?"]') != null`;

const HOSTILE = `CREATE TABLE IF NOT EXISTS hostile (id int);
COMMENT ON TABLE hostile IS '</script><img src=x onerror="document.title=\\'hostile\\'"><script>document.title="hostile"</script>';
`.replaceAll(String.raw`\'`, "''");
