import { dropDatabase } from '../../databases/create-database.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';

/**
 * The databases that files make: they belong to the whole server, and would make the file's repetition fail. On a server
 * that is not ours none is dropped.
 */
export interface DatabasesMade {
  /** To be told of a file before it is run. */
  expect(sql: string): Promise<void>;
  /** Drops those that the files have made since. */
  drop(): Promise<void>;
  /** Lets those of a file stand, since the state to fall back to has them. */
  keep(sql: string): void;
  /** Has those that stand be dropped with the others, too. */
  forget(): void;
}

const CREATE_DATABASE = /\bcreate\s+database\s+("(?:[^"]|"")+"|[\w$]+)/gi;

/** The names that a file gives to CREATE DATABASE, which no block or function can run. */
export function databasesNamed(sql: string): string[] {
  return [...sql.matchAll(CREATE_DATABASE)].map(([, name = '']) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  );
}

export function watchDatabases(server: PostgresServer): DatabasesMade {
  const made = new Set<string>();
  const kept = new Set<string>();
  return {
    async expect(sql) {
      const names = databasesNamed(sql).filter((name) => !made.has(name));
      if (names.length === 0) {
        return;
      }
      const { rows } = await withConnection(server.connection(), (client) =>
        client.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE datname = ANY ($1)', [names]),
      );
      const there = new Set(rows.map(({ name }) => name));
      names.filter((name) => !there.has(name)).forEach((name) => made.add(name));
    },
    async drop() {
      for (const name of made) {
        if (!kept.has(name)) {
          await dropDatabase(server, name);
        }
      }
    },
    keep: (sql) => databasesNamed(sql).forEach((name) => kept.add(name)),
    forget: () => kept.clear(),
  };
}
