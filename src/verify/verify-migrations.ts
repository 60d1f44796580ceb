import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { sweepDatabases } from '../databases/create-database.ts';
import { applyClientData } from '../migrations/client-data.ts';
import { readMigration } from '../migrations/read-migration.ts';
import { MigrationSqlError, renderSqlError } from '../migrations/sql-error.ts';
import type { PostgresServer } from '../servers/server.ts';
import { startServer, type StartServerOptions } from '../servers/select.ts';
import { withCleanup } from '../support/errors.ts';
import { climb, type MigrationTexts } from './staircase.ts';
import { PASS, skipped, type AxisVerdict, type MigrationVerdict, type VerifyReport } from './verdict.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

export interface VerifyOptions {
  /** Called before each migration is tried. */
  onProgress?: (step: string) => void;
}

/**
 * Proves, on a server started for it, that every up migration is idempotent and every down undoes it: at each version
 * up, up again, down, up, with the whole catalog and all rows compared after every step. A migration that fails is a
 * verdict, not an exception; the chain ends at the first up that cannot be applied.
 *
 * @throws the errors of `readContent` and `startServer`; ElementalError `PRELUDE_FAILED`, `STATE_LOST`
 */
export async function verifyMigrations(
  options: DatabaseFiles & StartServerOptions & VerifyOptions,
): Promise<VerifyReport> {
  const content = await readContent(options);
  const { server: choice, settings } = options;
  const { server } = await startServer({
    ...options,
    settings: choice?.kind === 'existing' ? settings : { autovacuum: 'off', ...settings },
  });
  return withCleanup(
    async () => {
      await sweepDatabases(server);
      return verifyOn(server, content, options);
    },
    () => server.stop(),
  );
}

/** The same on a server that runs, in two databases that are made for it and dropped at the end. */
export async function verifyOn(
  server: PostgresServer,
  content: DatabaseContent,
  { onProgress }: VerifyOptions = {},
): Promise<VerifyReport> {
  const begun = performance.now();
  await using workbench = await openWorkbench(server, content.prelude?.sql);
  const chain = await Promise.all(
    content.found.migrations.map(async (migration): Promise<MigrationTexts> => ({
      migration,
      up: await readMigration(migration, 'up'),
      down: await readMigration(migration, 'down'),
    })),
  );
  const verdicts: MigrationVerdict[] = [];
  const first = await workbench.snapshot();
  let state: typeof first | undefined = first;
  for (const [index, texts] of chain.entries()) {
    onProgress?.(`Verifying ${index + 1} of ${chain.length}: ${texts.migration.name}`);
    if (state === undefined) {
      verdicts.push(notReached(texts));
    } else {
      const { verdict, after } = await climb(workbench, texts, state);
      verdicts.push(verdict);
      state = after;
    }
  }
  const clientData = await tryClientData(server, workbench, content, state !== undefined, onProgress);
  const { findings } = content.found;
  return {
    ok:
      !verdicts.some(({ axes }) => Object.values(axes).some(failed)) &&
      !findings.some(({ severity }) => severity === 'error') &&
      (clientData === undefined || !failed(clientData)),
    serverVersion: server.version.text,
    migrations: verdicts,
    findings,
    uncovered: (state ?? first).uncovered,
    clientData,
    milliseconds: performance.now() - begun,
  };
}

function failed({ grade }: AxisVerdict): boolean {
  return grade === 'fail';
}

function notReached({ migration }: MigrationTexts): MigrationVerdict {
  const verdict = skipped('an earlier up failed');
  return {
    version: migration.version,
    name: migration.name,
    up: migration.up,
    down: migration.down,
    axes: { applies: verdict, idempotent: verdict, reversible: verdict, 're-appliable': verdict },
    milliseconds: 0,
  };
}

async function tryClientData(
  server: PostgresServer,
  workbench: Workbench,
  { clientData }: DatabaseContent,
  reached: boolean,
  onProgress: VerifyOptions['onProgress'],
): Promise<AxisVerdict | undefined> {
  if (clientData === undefined) {
    return undefined;
  }
  if (!reached) {
    return skipped('an up failed');
  }
  onProgress?.('Applying the client data');
  try {
    await applyClientData(server.connection(workbench.database), clientData);
    return PASS;
  } catch (error) {
    if (error instanceof MigrationSqlError) {
      const mend = error.hint ?? 'Correct the dump, or make it anew from a database at this version.';
      return { grade: 'fail', what: 'it does not load', mend, details: renderSqlError(error).split('\n') };
    }
    throw error;
  }
}
