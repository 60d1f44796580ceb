import { dropDatabase } from '../../databases/create-database.ts';
import { withMaintenance } from '../../servers/maintenance.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { parseScript } from '../../sql/statement/script.ts';

/**
 * The databases that files create: they belong to the whole server, and would make a second run of the file fail. On a
 * server that we did not start, `dropDatabase` drops only what we created ourselves.
 */
export interface CreatedDatabases {
  /** Notes which databases a file is about to create; call it before the file runs. */
  expect(sql: string): Promise<void>;
  /** Drops those that the files have created since. */
  drop(): Promise<void>;
  /** Keeps those of a file, since the fallback database has run it. */
  keep(sql: string): Promise<void>;
  /** Lets `drop` drop the kept ones, too. */
  forgetKept(): void;
}

/** The names that a file gives to CREATE DATABASE, which cannot run inside a block or function. */
export async function databasesNamed(sql: string): Promise<string[]> {
  const script = /database/i.test(sql) ? await parseScript(sql).catch(() => undefined) : undefined;
  return (script?.statements ?? []).flatMap(({ actions }) =>
    actions.flatMap((action) => (action.kind === 'create' && action.what === 'database' ? [action.name.name] : [])),
  );
}

export function watchDatabases(server: PostgresServer): CreatedDatabases {
  const created = new Set<string>();
  const kept = new Set<string>();
  return {
    async expect(sql) {
      const names = (await databasesNamed(sql)).filter((name) => !created.has(name));
      if (names.length === 0) {
        return;
      }
      const { rows } = await withMaintenance(server, (client) =>
        client.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE datname = ANY ($1)', [names]),
      );
      const existing = new Set(rows.map(({ name }) => name));
      names.filter((name) => !existing.has(name)).forEach((name) => created.add(name));
    },
    async drop() {
      for (const name of created) {
        if (!kept.has(name)) {
          await dropDatabase(server, name);
        }
      }
    },
    keep: async (sql) => (await databasesNamed(sql)).forEach((name) => kept.add(name)),
    forgetKept: () => kept.clear(),
  };
}
