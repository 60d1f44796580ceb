import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { Span } from '../../synthesis/datasets/dataset.ts';
import type { World } from '../../synthesis/world/world.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { previewData } from './preview-data.ts';

/**
 * One HTML file that shows a year of a world: maps of every series, weeks, load-duration curves, heat against temperature, carbon
 * by hour and the portfolios of the first client. It holds its data and the library that draws them: no network.
 */
export async function previewHtml(world: World, span: Span): Promise<string> {
  const { seed, clients, sites, noise } = world.options;
  const title = `Synthetic world: seed ${seed}, ${plural(clients, 'client')}, ${plural(sites, 'site')}, noise ${noise}`;
  const data = JSON.stringify(previewData(world, span)).replaceAll('<', String.raw`\u003c`);
  const libraries = await chartingLibraries();
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`,
    `<style>${STYLE}</style></head>`,
    `<body><main><h1>${title}</h1><p>The year ${new Date(span.from).getUTCFullYear()}, by half-hours in UTC.</p></main>`,
    ...libraries.map((code) => `<script>${code}</script>`),
    `<script>const DATA = ${data};${PAGE_SCRIPT}</script>`,
    '</body></html>\n',
  ].join('\n');
}

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 1140px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
figure { margin: 1.2rem 0; overflow-x: auto; } figcaption { font-weight: 600; margin-bottom: 0.3rem; }
figure svg { max-width: none; }
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
