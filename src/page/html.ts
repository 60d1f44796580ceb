import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { FROM_SOURCES, MODULES_FOLDER } from '../support/package-folder.ts';
import type { PageModel } from './model.ts';

/** What a server adds to the page that it serves. */
export interface LiveParts {
  /** Runs before the page's own script and sets `globalThis.elementaldbLive`; see `src/page/client/live.ts`. */
  script: string;
  /** The look of what the script shows. */
  style: string;
}

/**
 * One HTML file that shows a model. It holds its data, script and style, and its Content Security Policy allows no
 * network and no script but its own. With live parts it may also talk to the server that it came from.
 */
export async function pageHtml(model: PageModel, live?: LiveParts): Promise<string> {
  const client = await clientFiles();
  const style = `${client.style}${live?.style ?? ''}`;
  const scripts = [...(live === undefined ? [] : [live.script]), client.script].map(withoutScriptEnd);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(sourceHash).join(' ')}`,
    `style-src ${sourceHash(style)}`,
    'worker-src blob:',
    'img-src data:',
    ...(live === undefined ? [] : ["connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Otherwise a browser asks the server for one.
    '<link rel="icon" href="data:,">',
    `<title>${escapeHtml(model.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="app"><p>Loading…</p><noscript><p>This page needs JavaScript.</p></noscript></div>',
    modelElement(model),
    '<!-- elkjs, EPL-2.0, https://github.com/kieler/elkjs: gzip, base64 -->',
    `<script type="text/plain" id="layout-engine">${client.layoutEngine}</script>`,
    ...scripts.map((script) => `<script>${script}</script>`),
    '</body>',
    '</html>\n',
  ].join('\n');
}

interface ClientFiles {
  script: string;
  style: string;
  /** Base64 of gzip. */
  layoutEngine: string;
}

let files: Promise<ClientFiles> | undefined;

async function clientFiles(): Promise<ClientFiles> {
  files ??= FROM_SOURCES ? bundledFiles() : builtFiles();
  return files;
}

/** What `npm run build` has bundled. */
async function builtFiles(): Promise<ClientFiles> {
  const [script, style, layoutEngine] = await Promise.all(
    ['client.js', 'client.css', 'layout-engine.txt'].map(async (name) =>
      readFile(new URL(`page/${name}`, MODULES_FOLDER), 'utf8'),
    ),
  );
  return { script: script ?? '', style: style ?? '', layoutEngine: layoutEngine ?? '' };
}

/** From the sources, the same is bundled when it is first needed. */
async function bundledFiles(): Promise<ClientFiles> {
  const builder: { bundleClient: () => Promise<Record<string, string>> } = await import(
    new URL('page/client/build.mjs', MODULES_FOLDER).href
  );
  const built = await builder.bundleClient();
  return {
    script: built['client.js'] ?? '',
    style: built['client.css'] ?? '',
    layoutEngine: built['layout-engine.txt'] ?? '',
  };
}

/** A source that a Content Security Policy allows: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Models of more characters are packed: SQL and definitions shrink to a fifth. */
const MOST_PLAIN = 256 * 1024;

/** The model as JSON that cannot end the element that holds it, or where it is large, as base64 of gzip. */
function modelElement(model: PageModel): string {
  const json = JSON.stringify(model);
  return json.length > MOST_PLAIN
    ? `<script type="text/plain" id="packed-model">${gzipSync(json, { level: 9 }).toString('base64')}</script>`
    : `<script type="application/json" id="model">${json.replaceAll('<', String.raw`\u003c`)}</script>`;
}

function withoutScriptEnd(script: string): string {
  return script.replaceAll('</script', String.raw`<\/script`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
