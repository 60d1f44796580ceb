import { openDump } from '../migrations/client-data/dump-file.ts';
import { readMigration } from '../migrations/pairs/read-migration.ts';
import { clusterWideEffects, serverEffects, type ClusterWideEffect } from '../sql/effects/cluster-wide-effects.ts';
import { DumpReader } from '../sql/dump/dump-reader.ts';
import { UsageError } from '../support/errors.ts';
import type { DatabaseContent } from './content.ts';

export interface ClusterWideOptions {
  /** Lets the files change more than their database on a server that is not ours: roles, tablespaces, parameters. */
  allowClusterWide?: boolean | undefined;
}

export interface RefuseClusterWideOptions {
  /** The database that the files are applied to: its own settings and privileges may be changed. */
  database?: string;
  /** Whether the downs run as well; they do by default. */
  downs?: boolean;
}

/**
 * Refuses files that would change more than the database they are applied to. Those of a server that is not ours belong
 * to others as well, and nothing that we do there at the end takes such a change back.
 *
 * @throws UsageError `CLUSTER_WIDE` naming each statement with its file and line; the errors of `readMigration`,
 *   `openDump` and `DumpReader`
 */
export async function refuseClusterWide(
  content: DatabaseContent,
  { database, downs = true }: RefuseClusterWideOptions = {},
): Promise<void> {
  if (content.command !== undefined) {
    throw new UsageError('what a command changes on a server is not known before it runs', {
      code: 'CLUSTER_WIDE',
      hint: 'Use a separate server (--server embedded or docker), or allow it: --allow-cluster-wide, in the library allowClusterWide.',
    });
  }
  const found: string[] = [];
  for (const { file, sql } of await scriptsOf(content, downs)) {
    found.push(...(await clusterWideEffects(sql, database)).map((effect) => say(file, effect)));
  }
  if (content.clientData !== undefined) {
    found.push(...(await inDump(content.clientData, database)));
  }
  if (found.length > 0) {
    throw new UsageError(`the files change the whole server, not only their database:\n  ${found.join('\n  ')}`, {
      code: 'CLUSTER_WIDE',
      hint: 'Use a separate server (--server embedded or docker), or allow it: --allow-cluster-wide, in the library allowClusterWide.',
    });
  }
}

interface Script {
  file: string;
  sql: string;
}

async function scriptsOf({ prelude, ups, found }: DatabaseContent, downs: boolean): Promise<Script[]> {
  const read = downs
    ? await Promise.all(
        found.migrations.map(async (migration) => ({
          file: migration.down ?? '',
          sql: await readMigration(migration, 'down'),
        })),
      )
    : [];
  return [
    ...(prelude === undefined ? [] : [prelude]),
    ...[...ups.map(({ migration, sql }) => ({ file: migration.up ?? '', sql })), ...read].flatMap(({ file, sql }) =>
      sql === undefined ? [] : [{ file, sql }],
    ),
  ];
}

/** Most of a dump is data; only of these statements is it worth asking the grammar. */
const WORTH_PARSING = /^(?:create|alter|drop|grant|revoke|reassign|comment|security|do)\b/i;

/** Reads a dump as it is when it is loaded, without holding it in memory. */
async function inDump(file: string, database: string | undefined): Promise<string[]> {
  const found: string[] = [];
  const reader = new DumpReader(file);
  const take = async (events: ReturnType<DumpReader['end']>): Promise<void> => {
    for (const event of events) {
      if (event.kind === 'statement' && WORTH_PARSING.test(event.text)) {
        const effects = await clusterWideEffects(event.text, database);
        found.push(...effects.map(({ what, line }) => say(file, { what, line: event.line + line - 1 })));
      }
    }
  };
  const dump = await openDump(file);
  try {
    for await (const chunk of dump.chunks) {
      await take(reader.push(chunk));
    }
    await take(reader.end());
  } finally {
    dump.close();
  }
  return found;
}

function say(file: string, { what, line }: Pick<ClusterWideEffect, 'what' | 'line'>): string {
  return `${file}:${line}  ${what}`;
}

/** Every statement that changes a server has one of these words. Without them the files need not be parsed. */
const WORDS = /\b(?:role|user|group|tablespace|system|owned|parameter|database|grant|revoke|subscription)\b/i;

/**
 * Whether the files change the server itself, e.g. create a role. A second version of such files would find what the
 * first has created, so they need a server of their own.
 */
export async function changesServer({ roleCreation = '', prelude, ups }: DatabaseContent): Promise<boolean> {
  const texts = [roleCreation, prelude?.sql ?? '', ...ups.map(({ sql = '' }) => sql)].filter((sql) => WORDS.test(sql));
  const effects = await Promise.all(texts.map((sql) => serverEffects(sql)));
  return effects.some((each) => each.length > 0);
}
