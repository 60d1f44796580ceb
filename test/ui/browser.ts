import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium, type Browser, type Page } from 'playwright-core';

/** Where systems install Chromium; a variable names another. */
const PLACES = [
  process.env['ELEMENTALDB_TEST_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine, if any. */
export const CHROMIUM = PLACES.find((path) => path !== '' && existsSync(path));

/** Why tests with a browser are skipped. */
export const WITHOUT_BROWSER = 'skipped without Chromium; ELEMENTALDB_TEST_CHROMIUM names one';

export async function openBrowser(): Promise<Browser> {
  // Root, as in containers, cannot use the sandbox of the browser.
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** The serious and critical faults that axe finds: rule and element. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = await page.evaluate<AxeResult>('axe.run(document)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
