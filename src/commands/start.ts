import { startMigrated, type MigratedServer, type StartMigratedOptions } from '../databases/migrated.ts';
import type { ServerDetails } from '../servers/registry.ts';

export interface StartedDatabase extends AsyncDisposable {
  details: ServerDetails;
  migrated: MigratedServer;
  stop(): Promise<void>;
}

/** Starts a migrated database; its record says how to reach it, for `ps`, `url`, `psql` and `stop`. */
export async function start(options: StartMigratedOptions): Promise<StartedDatabase> {
  const migrated = await startMigrated(options);
  const stop = (): Promise<void> => migrated.stop();
  return { details: migrated.details, migrated, stop, [Symbol.asyncDispose]: stop };
}
