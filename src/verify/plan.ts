import type { DatabaseContent } from '../databases/content.ts';
import { readSources, type MigrationSource } from './migration-source.ts';
import { selectMigrations, type Selection } from './select-migrations.ts';
import { readUserRows, type UserRows } from './populated-pass/user-rows.ts';

export interface PlanOptions extends Selection {
  /** Whether to climb a second time on tables that hold rows; so unless told. */
  populated?: boolean | undefined;
  /** Folder of rows to add before a migration is tried: `<version>.sql`, `<version>_<name>.sql`. */
  populate?: string | undefined;
}

/** Everything that a verification depends on but the server, read. */
export interface Plan {
  /** What has to be run, in order. */
  chain: MigrationSource[];
  /** The versions to judge. */
  judged: ReadonlySet<bigint>;
  prelude: string | undefined;
  /** The client data, unless the chain is cut off before its end. */
  clientData: string | undefined;
  populated: boolean;
  userRows: ReadonlyMap<bigint, UserRows>;
  /** What is to be known of the choice itself. */
  note?: string | undefined;
}

/** @throws the errors of `selectMigrations`, `readSources` and `readUserRows` */
export async function planVerification(
  { found, prelude, clientData }: DatabaseContent,
  { populated = true, populate, ...selection }: PlanOptions,
): Promise<Plan> {
  const beside = { prelude: prelude?.file, populate: populated ? populate : undefined };
  const { chain, judged, note } = await selectMigrations(found.folder, found.migrations, selection, beside);
  const whole = chain.length === found.migrations.length;
  return {
    chain: await readSources(chain),
    judged,
    prelude: prelude?.sql,
    clientData: whole ? clientData : undefined,
    populated,
    userRows: populated ? await readUserRows(populate) : new Map(),
    note,
  };
}
