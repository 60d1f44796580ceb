import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { bundle } from '../../page/client/build.mjs';

/**
 * Bundles what a live page has beside the page itself.
 *
 * @returns {Promise<{ 'live.js': string, 'live.css': string }>} the contents of the built files by their names
 */
export async function bundleLive() {
  const textOf = await bundle({ live: here('main.tsx'), style: here('live.css') });
  return { 'live.js': textOf('live.js'), 'live.css': textOf('style.css') };
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = here('../../../dist/page');
  await mkdir(folder, { recursive: true });
  const files = Object.entries(await bundleLive());
  await Promise.all(files.map(([name, text]) => writeFile(join(folder, name), text)));
}
