/**
 * `npm run bench:report`: size of the page for generated chains of 30, 300 and 1,000 migrations, what writing it costs, and
 * what opening it costs a browser. Options: --sizes N,N; --chain FOLDER instead; --rounds N (default 3).
 */
import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { chromium, type Browser } from 'playwright-core';

import { CHROMIUM, NO_CHROMIUM } from '../../test/page/client/chromium.ts';
import { median } from '../median.ts';
import { measureProgram } from '../seed/peak-memory.ts';
import { generateChain } from '../verify/generate-chain.ts';
import { openScratch } from '../verify/scratch.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '30,300,1000' },
    chain: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
if (CHROMIUM === undefined) {
  throw new Error(NO_CHROMIUM);
}
const scratch = openScratch();
const chains =
  values.chain === undefined
    ? values.sizes.split(',').map((size) => {
        const folder = join(mkdtempSync(join(scratch, 'chain-')), 'migrations');
        generateChain(folder, Number(size));
        return { name: size, folder };
      })
    : [{ name: values.chain, folder: values.chain }];

interface Opened {
  /** Milliseconds until the summary stands on the page. */
  shown: number;
  /** Milliseconds that the page's own thread worked until then. */
  worked: number;
}

async function open(browser: Browser, file: string): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
  await page.locator('main h2').first().waitFor();
  const shown: number = await page.evaluate('performance.now()');
  const { metrics } = await session.send('Performance.getMetrics');
  await page.close();
  return { shown, worked: 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) };
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
process.stdout.write('migrations      size MB   CPU s   wall s   peak MiB   shown ms   worked ms\n');
for (const { name, folder } of chains) {
  const out = join(scratch, 'report.html');
  const written: { cpu: number; peak: number; wall: number }[] = [];
  const opened: Opened[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const begun = performance.now();
    const measured = await measureProgram(['report', folder, '--no-verify', '--out', out]);
    written.push({ ...measured, wall: (performance.now() - begun) / 1000 });
    opened.push(await open(browser, out));
  }
  const of = (figure: (each: (typeof written)[number]) => number, digits = 1): string =>
    median(written.map(figure)).toFixed(digits);
  process.stdout.write(
    `${[
      name.slice(-15).padEnd(15),
      (statSync(out).size / 1e6).toFixed(2).padStart(8),
      of(({ cpu }) => cpu).padStart(7),
      of(({ wall }) => wall).padStart(8),
      of(({ peak }) => peak, 0).padStart(10),
      median(opened.map(({ shown }) => shown))
        .toFixed(0)
        .padStart(10),
      median(opened.map(({ worked }) => worked))
        .toFixed(0)
        .padStart(11),
    ].join(' ')}\n`,
  );
}
await browser.close();
