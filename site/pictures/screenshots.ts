import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium, type Page } from 'playwright-core';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Of a window, in pixels. */
const SIZE = { width: 1280, height: 800 };

interface Shot {
  name: string;
  colors: 'light' | 'dark';
  /** Shows in the page what the picture is of. */
  show: (page: Page) => Promise<void>;
}

/** Pages that commands write, and the pictures of them. */
const PAGES: readonly { write: (file: string) => readonly string[]; shots: readonly Shot[] }[] = [
  {
    write: (file) => ['seed', '--preview', file, '--sites', '20', '--seed', '7'],
    shots: [
      { name: 'preview', colors: 'light', show: async () => {} },
      { name: 'preview-site', colors: 'dark', show: (page) => page.locator('nav a').nth(3).click() },
    ],
  },
  {
    write: (file) => ['report', '--no-verify', '--out', file],
    shots: [
      {
        name: 'report',
        colors: 'light',
        show: async (page) => {
          await page.getByRole('link', { name: 'Schema', exact: true }).click();
          await page.locator('.frame svg').waitFor();
        },
      },
    ],
  },
];

/** Writes the screenshots of README.md into a folder, by the Chromium that CHROMIUM names, or /usr/bin/chromium. */
export async function takeScreenshots(folder: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-screenshots-'));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    for (const { write, shots } of PAGES) {
      const file = join(scratch, 'page.html');
      execFileSync(process.execPath, [MAIN, ...write(file)], { stdio: ['ignore', 'ignore', 'inherit'] });
      for (const { name, colors, show } of shots) {
        const page = await browser.newPage({ viewport: SIZE, colorScheme: colors });
        await page.goto(pathToFileURL(file).href);
        await show(page);
        await page.screenshot({ path: join(folder, `${name}.png`) });
        await page.close();
      }
    }
  } finally {
    await browser.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
