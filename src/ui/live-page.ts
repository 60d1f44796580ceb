import { readFile } from 'node:fs/promises';

import { emptyModel } from '../page/empty-model.ts';
import { pageHtml, type LiveParts } from '../page/html.ts';
import type { PageModel } from '../page/model.ts';
import { FROM_SOURCES, MODULES_FOLDER } from '../support/package-folder.ts';

/**
 * The page with what makes it live.
 *
 * @param model undefined before the first: the page then shows nothing until it gets one
 */
export async function livePage(model: PageModel | undefined, title: string): Promise<string> {
  parts ??= FROM_SOURCES ? bundledParts() : builtParts();
  return pageHtml(model ?? emptyModel(title), await parts);
}

let parts: Promise<LiveParts> | undefined;

/** What `npm run build` has bundled. */
async function builtParts(): Promise<LiveParts> {
  const [script = '', style = ''] = await Promise.all(
    ['live.js', 'live.css'].map((name) => readFile(new URL(`page/${name}`, MODULES_FOLDER), 'utf8')),
  );
  return { script, style };
}

/** From the sources, the same is bundled when it is first needed. */
async function bundledParts(): Promise<LiveParts> {
  const builder: { bundleLive: () => Promise<Record<string, string>> } = await import(
    new URL('ui/client/build.mjs', MODULES_FOLDER).href
  );
  const built = await builder.bundleLive();
  return { script: built['live.js'] ?? '', style: built['live.css'] ?? '' };
}
