import { join } from 'node:path';

import * as v from 'valibot';

import { readContent } from '../../databases/content.ts';
import type { StartOptions } from '../../databases/start.ts';
import { findBinaries } from '../../servers/embedded/binaries.ts';
import { readCacheFile, writeCacheFile } from '../../support/cache-file.ts';
import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { toolEdition } from '../../support/tool-version.ts';
import { allRows, copyStatement } from '../output/write-tables.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/** The rows that migrations insert, by the `id` of their table. */
export type MigratedRows = ReadonlyMap<string, readonly string[]>;

/** Chains and sets of tables whose rows are kept. */
const MOST_FILES = 50;

/** More characters of rows are not kept. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** What may give another value on another day or run. */
const VOLATILE =
  /\bnow\s*\(|\bcurrent_|\blocaltime|clock_timestamp|_timestamp\s*\(|random|uuid_generate|uuidv|'(?:now|today|tomorrow|yesterday)'/i;

const ROWS = v.array(v.tuple([v.string(), v.array(v.string())]));

/**
 * The rows of an earlier run with the same files, on the same build of an embedded server; otherwise those that `read` returns. What another
 * server would insert is not known, nor what files would insert on another day that mention the time or chance.
 *
 * @throws the errors of `readContent`, `findBinaries` and `read`
 */
export async function withMigratedRowsCache(
  options: StartOptions,
  tables: readonly DumpTable[],
  read: () => Promise<MigratedRows>,
): Promise<MigratedRows> {
  if (options.reuseContainer === true || (options.server !== undefined && options.server.kind !== 'embedded')) {
    return read();
  }
  const [content, { build }] = await Promise.all([
    readContent({ ...options, clientData: 'none' }),
    findBinaries(options),
  ]);
  if ([content.prelude, ...content.ups].some((file) => VOLATILE.test(file?.sql ?? ''))) {
    return read();
  }
  const { database, user, settings } = options;
  const key = contentHash([
    toolEdition(),
    build,
    content.key,
    JSON.stringify([database, user, settings]),
    ...tables.map((table) => copyStatement(allRows(table))),
  ]);
  const file = join(cacheFolder(), 'migrated-rows', `${key}.json`);
  const known = parse(readCacheFile(file));
  if (known !== undefined) {
    return known;
  }
  const rows = await read();
  const text = JSON.stringify([...rows]);
  if (text.length <= MOST_CHARACTERS) {
    writeCacheFile(file, text, MOST_FILES);
  }
  return rows;
}

function parse(content: Buffer | undefined): MigratedRows | undefined {
  try {
    return content === undefined ? undefined : new Map(v.parse(ROWS, JSON.parse(content.toString())));
  } catch {
    // A damaged file: the rows are read again.
    return undefined;
  }
}
