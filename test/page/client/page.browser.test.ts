import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { pageHtml } from '../../../src/page/html.ts';
import type { PageModel } from '../../../src/page/model.ts';
import { CHROMIUM, NO_CHROMIUM, startChromium } from './chromium.ts';
import { fullModel } from './full-model.ts';
import { HOSTILE, emptyModel, made, madeMigration, madeTable, manyTables } from '../made-model.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const VIEWS: readonly (readonly [link: string, text: string])[] = [
  ['#/summary', 'Migration 3 fails.'],
  ['#/schema', 'Diagram'],
  ['#/schema?object=table+public.site', 'Energy, kWh.'],
  ['#/schema?kind=function&object=function+public.total(integer)', 'public.total(integer)'],
  ['#/migrations?m=1', 'Effect on the schema'],
  ['#/compare?from=start&to=2', 'All differences'],
  ['#/data', 'Series over time'],
  ['#/production', 'Pending migrations'],
];

let browser: Browser | undefined;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elementaldb-page-'));
  browser = CHROMIUM === undefined ? undefined : await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(({ skip }) => skip(browser === undefined, NO_CHROMIUM));

interface Opened extends AsyncDisposable {
  page: Page;
  /** What the browser complained about: errors of scripts, refusals by the policy. */
  complaints: string[];
  /** Shows a hash, in a page that was not loaded before. */
  show: (hash: string) => Promise<void>;
}

let pages = 0;

async function open(model: PageModel): Promise<Opened> {
  pages += 1;
  const file = join(folder, `${pages}.html`);
  await writeFile(file, await pageHtml(model));
  const page = await browser!.newPage({ viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return {
    page,
    complaints,
    show: async (hash) => {
      await page.goto('about:blank');
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      await page.locator('main').waitFor();
    },
    [Symbol.asyncDispose]: async () => page.close(),
  };
}

/** Ids of the rules that axe finds broken, with the elements, of impact serious or critical. */
async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations }: AxeResults = await page.evaluate('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

test.for(['light', 'dark'] as const)(
  'every view is accessible, shows hostile texts as texts, and fits a phone: %s',
  async (colorScheme) => {
    await using opened = await open(fullModel());
    const { page, complaints, show } = opened;
    await page.emulateMedia({ colorScheme });
    for (const [link, text] of VIEWS) {
      await show(link);
      await page.getByText(text).first().waitFor({ state: 'attached' });
      if (/schema$|compare/.test(link)) {
        await page.locator('.frame svg').waitFor();
      }
      expect.soft(await seriousFaults(page), link).toEqual([]);
      await page.setViewportSize({ width: 400, height: 800 });
      expect
        .soft(await page.evaluate('document.documentElement.scrollWidth'), `${link} at 400 pixels`)
        .toBeLessThanOrEqual(400);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    expect(await page.evaluate('globalThis.attacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toBe(HOSTILE);
    expect(complaints).toEqual([]);
  },
);

test('the diagram has the tables and their foreign keys; a click and Escape open and close the detail', async () => {
  await using opened = await open(fullModel());
  const { page, show } = opened;
  await show('#/schema');
  const box = page.locator('.frame [data-key="table public.site"]');
  await box.waitFor();
  expect(await page.locator('.frame .table').count()).toBe(2);
  expect(await page.locator('.frame .line title').textContent()).toContain('(site_id) → public.site (id)');
  await box.click();
  await page.getByRole('heading', { name: 'table public.site' }).waitFor();
  expect(new URL(page.url()).hash).toContain('object=table+public.site');
  await box.press('Escape');
  await page.getByRole('heading', { name: 'table public.site' }).waitFor({ state: 'detached' });
});

test('a link leads to the line of a migration, with what lint says about it', async () => {
  await using opened = await open(fullModel());
  const { page, show } = opened;
  await show('#/migrations?m=1&line=2');
  expect(await page.locator('.code.target').textContent()).toContain(`-- ${HOSTILE}`);
  expect(await page.locator('.line-note').textContent()).toContain('warning: ');
  await show('#/migrations?m=77');
  await page.getByText('This page has no migration 77.').waitFor();
});

test('the slash finds, Enter goes; arrows walk through the migrations', async () => {
  await using opened = await open(fullModel());
  const { page, show } = opened;
  await show('');
  await page.keyboard.press('/');
  await page.keyboard.type('energy');
  await page.getByRole('option', { name: 'column public.site.energy' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'table public.site' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('public.old');
  await page.getByRole('option', { name: 'removed table public.old' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('removed by').waitFor();
  await show('#/migrations?m=1');
  const failing = page.getByRole('option', { name: 'fails' });
  expect(await failing.getByRole('img', { name: 'failed' }).count()).toBe(1);
  await page.getByRole('listbox', { name: 'Migrations' }).press('ArrowDown');
  await page.getByText('There is no down.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'down' }).click();
  await page.getByText('There is no down.').waitFor();
  expect(new URL(page.url()).hash).toBe('#/migrations?m=2&file=down');
});

test('two versions differ by what was added and removed, with a sign for each', async () => {
  await using opened = await open(fullModel());
  const { page, show } = opened;
  await show('#/compare?from=1&to=2');
  const list = page.getByRole('listbox', { name: 'Changed objects' });
  const texts = await list.getByRole('option').allTextContents();
  expect(texts.map((text) => text.trim().slice(0, 1)).toSorted()).toEqual(['+', '−']);
  await page.locator('.frame .table.removed').waitFor();
  expect(await page.locator('.frame .table.added').count()).toBe(1);
  expect(await page.locator('.frame .line.added').count()).toBe(1);
});

test('the summary leads to what to know of migrations: those that block reads, and what undoing several removes', async () => {
  const lock = { line: 1, object: 'public.site', mode: 'ACCESS EXCLUSIVE', rewrites: false, scans: false } as const;
  const first = { at: 1, change: 'added', summary: 'character(9)', definition: {}, line: 1 } as const;
  const second = { ...first, at: 2, change: 'changed', summary: 'text' } as const;
  const model = emptyModel({
    migrations: [
      madeMigration(1, { dataAdded: ['table public.site'], reversible: true }),
      madeMigration(2, { locks: [lock, { ...lock, mode: 'SHARE', scans: true }], reversible: true }),
      madeMigration(3, { dataAdded: ['column public.site.title', 'table public.gone'], reversible: false }),
    ],
    objects: [
      ...madeTable('public.site', [{ name: 'id' }, { name: 'title' }]).map((object) =>
        object.name === 'public.site.title' ? { ...object, changes: [first, second] } : object,
      ),
      // Dropped again, so that undoing does not remove it.
      { ...made('table', 'public.gone'), changes: [first, { ...second, change: 'removed' }] },
    ],
  });
  await using opened = await open(model);
  const { page, show } = opened;
  await show('#/summary');
  await page.getByRole('link', { name: 'Reads of a table are blocked', exact: true }).click();
  const list = page.getByRole('listbox', { name: 'Migrations' }).getByRole('option');
  await list.waitFor();
  expect(await list.allTextContents()).toEqual([expect.stringContaining('step_2')]);
  expect(await page.locator('article td:nth-child(4)').allTextContents()).toEqual(['reads and writes', 'writes']);

  await show('#/compare?from=1');
  const undo = page.locator('.sentences');
  expect(await undo.locator('li').allTextContents()).toEqual([
    '1 down does not restore the schema: 3 ',
    '1 column goes with what was written there: public.site.title',
  ]);
  await show('#/compare?from=start');
  expect(await undo.locator('li').last().textContent()).toBe('1 table goes with what was written there: public.site');

  await show('#/schema?object=table+public.site');
  expect(await page.locator('.earlier').textContent()).toBe('until ≠2: character(9)');
});

test('the gaps of a series stand at the top of the data, with the site', async () => {
  const model = fullModel();
  const [series] = model.data?.series ?? [];
  const [client] = model.data?.tree ?? [];
  series!.label = `${series!.table} 7`;
  client!.children[0]!.children.push({ label: '7', kind: 'dataset', detail: '', children: [] });
  await using opened = await open(model);
  const { page, show } = opened;
  await show('#/data');
  const gaps = page.locator('.card').first();
  expect(await gaps.locator('summary').textContent()).toBe('site 1 public.site 7 lacks 400 rows in 3 gaps; has 17,568');
  await gaps.locator('summary').click();
  expect(await gaps.locator('td').allTextContents()).toEqual(['2024-03-01', '2024-03-09', '384']);
  // The filter finds a series by its site, in both lists.
  await page.getByLabel('Filter').fill('site 1');
  await page.locator('figure.series').waitFor();
  expect(await gaps.locator('summary').count()).toBe(1);
  await page.getByLabel('Filter').fill('site 2');
  await gaps.getByText('The filter leaves none.').waitFor();
  expect(await page.locator('figure.series').count()).toBe(0);
});

test('the theme that the reader chooses stays', async () => {
  await using opened = await open(emptyModel());
  const { page, show } = opened;
  await show('');
  const isDark = `getComputedStyle(document.documentElement).colorScheme === 'dark'`;
  await page.getByLabel('Theme').selectOption('dark');
  await page.waitForFunction(isDark);
  await show('');
  await page.getByLabel('Theme').waitFor();
  expect(await page.getByLabel('Theme').inputValue()).toBe('dark');
  await page.waitForFunction(isDark);
});

test('of 1,000 tables only those in sight are in the page, and the diagram says what it leaves out', async () => {
  await using opened = await open(manyTables(1000));
  const { page, show, complaints } = opened;
  await show('#/schema');
  await page.getByText('The diagram shows 120 of 1,000 tables').waitFor();
  const list = page.getByRole('listbox', { name: 'Objects' });
  expect(await list.getByRole('option').count()).toBeLessThan(60);
  await list.press('End');
  await page.getByRole('heading', { name: 'table public.table_999' }).waitFor();
  expect(await list.getByRole('option', { selected: true }).textContent()).toContain('table_999');
  await page.locator('.frame [data-key="table public.table_999"]').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('table_');
  for (let count = 0; count < 39; count++) {
    await page.keyboard.press('ArrowDown');
  }
  const [found, last] = [page.locator('#found'), page.locator('#found-39[aria-selected=true]')];
  await last.waitFor();
  const [outer, inner] = [await found.boundingBox(), await last.boundingBox()];
  expect((inner?.y ?? 0) + (inner?.height ?? 0)).toBeLessThanOrEqual((outer?.y ?? 0) + (outer?.height ?? 0));
  expect(complaints).toEqual([]);
});
