import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { firstYear } from '../checks/check-world.ts';
import type { Span } from '../datasets/dataset.ts';
import type { World } from '../world/world.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { previewData } from './preview-data.ts';
import { requireWholeDays } from '../datasets/whole-days.ts';

/**
 * One HTML file that shows a year of a world: maps of every series, weeks, load-duration curves, heat against temperature, carbon
 * and prices by hour, figures against their bands, and the portfolios of the first client that has any. It holds its data and the
 * library that draws them: no network.
 *
 * @param onStep called with each step
 */
export async function previewHtml(world: World, span: Span, onStep?: (text: string) => void): Promise<string> {
  requireWholeDays(span);
  const { seed, clients, sites, noise } = world.options;
  const title = `Synthetic world: seed ${seed}, ${plural(clients, 'client')}, ${plural(sites, 'site')}, noise ${noise}`;
  const data = JSON.stringify(previewData(world, span, onStep)).replaceAll('<', String.raw`\u003c`);
  const libraries = await chartingLibraries();
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`,
    `<style>${STYLE}</style></head>`,
    `<body><main><h1>${title}</h1><p>The year ${firstYear(span)}, by half-hours in UTC.</p>`,
    '<noscript>The charts are drawn by a script, which this browser does not run.</noscript></main>',
    ...libraries.map((code) => `<script>${code}</script>`),
    `<script>const DATA = ${data};${PAGE_SCRIPT}</script>`,
    '</body></html>\n',
  ].join('\n');
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 1100px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
figure { margin: 1.2rem 0; break-inside: avoid; } figcaption { font-weight: 600; margin-bottom: 0.3rem; }
.wide { overflow-x: auto; break-inside: avoid; }
table { border-collapse: collapse; font-size: 0.85rem; margin: 1.2rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; margin-bottom: 0.3rem; font-size: 15px; }
th, td { padding: 0.15rem clamp(0.3rem, 1.5vw, 1rem) 0.15rem 0; text-align: left; border-bottom: 1px solid #8886; } .number { text-align: right; }
.outside { color: #d33; font-weight: 600; }
@media print { :root { color-scheme: light; } main { max-width: none; } h2 { break-after: avoid; } }
`;

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The bundles of D3 and Observable Plot, which the page runs in this order. */
async function chartingLibraries(): Promise<string[]> {
  const require = createRequire(import.meta.url);
  const plot = dirname(dirname(require.resolve('@observablehq/plot')));
  const d3 = dirname(dirname(createRequire(join(plot, 'package.json')).resolve('d3')));
  const files = [join(d3, 'dist/d3.min.js'), join(plot, 'dist/plot.umd.min.js')];
  const codes = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return codes.map((code) => code.replaceAll('</script', String.raw`<\/script`));
}
