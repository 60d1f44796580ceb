import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { dumpClientData, type DumpOptions, type DumpReport } from '../../src/client-data/dump-client-data.ts';
import { migrateUp } from '../../src/migrations/runner/migrate.ts';
import { type ScratchDatabase, scratchDatabase } from '../database.ts';
import { migrationsFolder, type MigrationsFolder } from '../migrations/migrations-folder.ts';

/** A dump, and its text. */
export interface Dumped {
  report: DumpReport;
  file: string;
  text: string;
}

/** A migrated database with rows, beside its migrations. */
export interface SourceDatabase extends AsyncDisposable {
  database: ScratchDatabase;
  folder: MigrationsFolder;
  dump: (options?: Partial<DumpOptions> & { name?: string }) => Promise<Dumped>;
  /** A new database with the migrations alone. */
  migrated: () => Promise<ScratchDatabase>;
}

/** Makes a database with one migration, and runs `rows` in it. */
export async function sourceDatabase(schema: string, rows: string): Promise<SourceDatabase> {
  const folder = await migrationsFolder({
    '000001_schema.up.sql': `BEGIN;\n${schema}\nEND;\n`,
    '000001_schema.down.sql': 'BEGIN;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\nEND;\n',
  });
  const migrated = async (): Promise<ScratchDatabase> => {
    const made = await scratchDatabase('client_data');
    await migrateUp(made.url, { folder: folder.path });
    return made;
  };
  const database = await migrated();
  await database.client.query(rows);
  return {
    database,
    folder,
    migrated,
    dump: async ({ name = 'data.sql', ...options } = {}) => {
      const file = join(folder.path, name);
      const report = await dumpClientData({
        url: database.url,
        out: file,
        migrated: startOptions(folder.path),
        ...options,
      });
      return { report, file, text: readFileSync(file, 'utf8') };
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** How the toolkit makes a database with the same migrations, on binaries of the run. */
export function startOptions(migrations: string): DumpOptions['migrated'] {
  const { ELEMENTALDB_TEST_POSTGRES: major, ELEMENTALDB_TEST_PG_BIN: pgBin } = process.env;
  return { migrations, pgBin, major: major === undefined ? undefined : Number(major) };
}

/** Loads a script as a person would. */
export function psql(url: string, file: string): void {
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', file, url], { stdio: 'pipe', encoding: 'utf8' });
}

/** Why psql cannot be tried, or undefined when it can. */
export function withoutPsql(): string | undefined {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'psql is not on the PATH';
  }
}

/** The result of a query that has one column, as texts. */
export async function column({ client }: ScratchDatabase, sql: string): Promise<string[]> {
  const { rows } = await client.query<Record<string, unknown>>(sql);
  return rows.map((row) => String(Object.values(row)[0]));
}

/** All rows of tables as text, in their order. */
export async function contents(
  database: ScratchDatabase,
  tables: readonly string[],
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    found[table] = await column(database, `SELECT t::text FROM ${table} t ORDER BY t::text COLLATE "C"`);
  }
  return found;
}
