import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

/**
 * Bundles what the page holds: its script, its style, and the layout engine as base64 of gzip, which the page inflates
 * when it draws its first diagram.
 *
 * @returns {Promise<{ 'client.js': string, 'client.css': string, 'layout-engine.txt': string, LICENSE: string }>} the
 *   contents of the built files by their names
 */
export async function bundleClient() {
  const textOf = await bundle({ client: here('main.tsx'), style: here('style/page.css') });
  const engine = await readFile(createRequire(import.meta.url).resolve('elkjs/lib/elk-worker.min.js'));
  return {
    'client.js': textOf('client.js'),
    'client.css': textOf('style.css'),
    'layout-engine.txt': gzipSync(engine, { level: 9 }).toString('base64'),
    LICENSE: await licences(),
  };
}

/**
 * Bundles scripts and styles for browsers.
 *
 * @param {Record<string, string>} entryPoints path of each by the name of its output, without the ending
 * @returns {Promise<(name: string) => string>} gives the content of an output by its name
 */
export async function bundle(entryPoints) {
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome120', 'firefox120', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    charset: 'utf8',
    write: false,
    outdir: 'out',
    logLevel: 'warning',
  });
  return (name) => outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.text ?? '';
}

/** The licences of the packages in the bundle, one after another, as `tail` prints several files. */
async function licences() {
  const require = createRequire(import.meta.url);
  const files = [
    ['preact', join(dirname(require.resolve('preact/package.json')), 'LICENSE')],
    ['elkjs', join(dirname(dirname(require.resolve('elkjs/lib/elk-api.js'))), 'LICENSE.md')],
  ];
  const texts = await Promise.all(
    files.map(async ([name, file]) => `==> ${name} <==\n${await readFile(file, 'utf8')}`),
  );
  return `${texts.join('\n')}\nThe source code of elkjs is at https://github.com/kieler/elkjs.\n`;
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = here('../../../dist/page');
  await mkdir(folder, { recursive: true });
  const files = Object.entries(await bundleClient());
  await Promise.all(files.map(([name, text]) => writeFile(join(folder, name), text)));
}
