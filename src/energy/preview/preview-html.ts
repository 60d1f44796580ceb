import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { FROM_SOURCES, MODULES_FOLDER } from '../../support/package-folder.ts';
import type { Span } from '../datasets/dataset.ts';
import type { World } from '../world/world.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { pageText } from './page-text.ts';
import { previewData } from './preview-data.ts';
import { requireWholeDays } from '../datasets/whole-days.ts';

/**
 * One HTML file that shows a year of a world: contents and summary figures; the weather; carbon and prices by hour; the portfolios of the
 * first client that has any; and of a few sites months, average days, load-duration curves, heat by temperature, maps of every series,
 * weeks, and figures against their bands. It holds its data and the library that draws them: no network.
 *
 * @param onStep called with each step
 */
export async function previewHtml(world: World, span: Span, onStep?: (text: string) => void): Promise<string> {
  requireWholeDays(span);
  const data = previewData(world, span, onStep);
  const libraries = await chartingLibraries();
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Synthetic world of seed ${world.options.seed}</title><style>${PAGE_STYLE}</style></head>`,
    `<body><main>${pageText(world.options, data)}</main>`,
    ...libraries.map((code) => `<script>${code}</script>`),
    `<script>const DATA = ${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)};${PAGE_SCRIPT}</script>`,
    '</body></html>\n',
  ].join('\n');
}

/** The bundles of D3 and Observable Plot, which the page runs in this order. */
async function chartingLibraries(): Promise<string[]> {
  const files = FROM_SOURCES ? installedLibraries() : ['d3.min.js', 'plot.umd.min.js'].map(packedLibrary);
  const codes = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return codes.map((code) => code.replaceAll('</script', String.raw`<\/script`));
}

/** The build copies them, so that no user has to install the libraries and their programs. */
function packedLibrary(name: string): URL {
  return new URL(`charting/${name}`, MODULES_FOLDER);
}

function installedLibraries(): string[] {
  const require = createRequire(import.meta.url);
  const plot = dirname(dirname(require.resolve('@observablehq/plot')));
  const d3 = dirname(dirname(createRequire(join(plot, 'package.json')).resolve('d3')));
  return [join(d3, 'dist/d3.min.js'), join(plot, 'dist/plot.umd.min.js')];
}
