import { DEFAULT_DATABASE } from '../configuration/defaults.ts';
import type { DatabaseContent } from '../databases/content.ts';
import { readSources, type MigrationSource } from './migration-source.ts';
import { readUserRows, type UserRows } from './populated-pass/user-rows.ts';
import { readClientRows, type ClientRows } from './client-data/client-rows.ts';
import { selectMigrations, type Selection } from './select-migrations.ts';

export interface PlanOptions extends Selection {
  /** Whether there is a populated pass, on tables with rows; `true` by default. */
  populated?: boolean | undefined;
  /** Folder of rows to insert before a migration is tried: `<version>.sql`, `<version>_<name>.sql`. */
  populate?: string | undefined;
  /**
   * Tables whose rows are not compared, such as append-only logs that triggers write: `audit.*`, `public.ddl_log`, or a
   * name in any schema.
   */
  ignoreRows?: readonly string[] | undefined;
  /** The name by which the files call their database, e.g. in ALTER DATABASE. Default: `elementaldb`. */
  database?: string | undefined;
}

/** Everything that the verdicts depend on except the server. */
export interface Plan {
  /** What has to run, in order. */
  chain: readonly MigrationSource[];
  /** The versions to check; the others are replayed only. */
  selected: ReadonlySet<bigint>;
  /** See `preludesOf`. */
  preludes: readonly string[];
  /** The client data, unless the chain is cut off before its end. */
  clientData: string | undefined;
  /** The client data, if it says its version: newer migrations are tried on its rows. */
  clientRows: ClientRows | undefined;
  populated: boolean;
  userRows: ReadonlyMap<bigint, UserRows>;
  ignoreRows: readonly string[];
  /** The name by which the files call their database. */
  databaseName: string;
  /** What the report should say about the selection. */
  note?: string | undefined;
}

/** @throws the errors of `selectMigrations`, `readSources` and `readUserRows` */
export async function planVerification(
  { found, prelude, clientData, clientDataKey }: DatabaseContent,
  { populated = true, populate, ignoreRows = [], database = DEFAULT_DATABASE, ...selection }: PlanOptions,
): Promise<Plan> {
  const dependencies = { prelude: prelude?.file, populate: populated ? populate : undefined };
  const { chain, selected, note } = await selectMigrations(found.folder, found.migrations, selection, dependencies);
  return {
    chain: await readSources(chain),
    selected,
    preludes: preludesOf({ prelude }),
    clientData: chain.length === found.migrations.length ? clientData : undefined,
    clientRows:
      populated && clientData !== undefined ? await readClientRows(clientData, clientDataKey ?? '') : undefined,
    populated,
    userRows: populated ? await readUserRows(populate) : new Map(),
    ignoreRows,
    databaseName: database,
    note,
  };
}

/** What runs before the first migration, one script after the other: some SQL of a prelude must be a script of its own. */
export function preludesOf({ roleCreation, prelude }: Pick<DatabaseContent, 'roleCreation' | 'prelude'>): string[] {
  return [roleCreation, prelude?.sql].filter((sql) => sql !== undefined);
}
