import { createRequire } from 'node:module';

import type * as Library from 'libpg-query';

export type PgParser = typeof Library;

let ready: Promise<PgParser> | undefined;

/** PostgreSQL's own parser (libpg-query), loaded on first use; what it then offers under names in `Sync` needs no waiting. */
export function pgParser(): Promise<PgParser> {
  ready ??= load();
  return ready;
}

async function load(): Promise<PgParser> {
  // An import would first search the whole program for the names that it exports.
  const parser: PgParser = createRequire(import.meta.url)('libpg-query');
  await parser.loadModule();
  return parser;
}
