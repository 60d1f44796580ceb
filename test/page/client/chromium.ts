import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

/** Where systems have Chromium or Chrome; `ELEMENTALDB_TEST_CHROMIUM` names another. */
const PATHS = [
  process.env['ELEMENTALDB_TEST_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The program of the system's browser; undefined if there is none. */
export const CHROMIUM = PATHS.find((path) => path !== '' && existsSync(path));

/** Why a test in a browser is skipped. */
export const NO_CHROMIUM = 'no Chromium: install it, or name one by ELEMENTALDB_TEST_CHROMIUM';

export async function startChromium(): Promise<Browser> {
  // In a container, where root runs the tests, Chromium's sandbox cannot be made.
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
}
