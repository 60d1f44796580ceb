import { createRequire } from 'node:module';

let ready: Promise<typeof import('libpg-query')> | undefined;

/** PostgreSQL's own parser (libpg-query), loaded on first use; what it then offers under names in `Sync` needs no waiting. */
export function pgParser(): Promise<typeof import('libpg-query')> {
  ready ??= load();
  return ready;
}

async function load(): Promise<typeof import('libpg-query')> {
  // An import would first search the whole program for the names that it exports.
  const parser: typeof import('libpg-query') = createRequire(import.meta.url)('libpg-query');
  await parser.loadModule();
  return parser;
}
