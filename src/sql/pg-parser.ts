import { createRequire } from 'node:module';

import type * as PgParser from 'libpg-query';

let ready: Promise<typeof PgParser> | undefined;

/** PostgreSQL's own parser (libpg-query), loaded on first use; what it then offers under names in `Sync` needs no waiting. */
export function pgParser(): Promise<typeof PgParser> {
  ready ??= load();
  return ready;
}

async function load(): Promise<typeof PgParser> {
  // An import would first search the whole program for the names that it exports.
  const parser: typeof PgParser = createRequire(import.meta.url)('libpg-query');
  await parser.loadModule();
  return parser;
}
