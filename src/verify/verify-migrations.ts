import type { Snapshot } from '../catalog/snapshot.ts';
import { refuseClusterWide, type ClusterWideOptions } from '../databases/cluster-wide.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { sweepDatabases } from '../databases/create-database.ts';
import type { PostgresServer } from '../servers/server.ts';
import { startServer, type StartServerOptions } from '../servers/select.ts';
import { withCleanup } from '../support/errors.ts';
import { readTexts, type MigrationTexts } from './migration-texts.ts';
import { runInOneSession } from './run-in-one-session.ts';
import { climb, judgeLost } from './staircase.ts';
import { tryClientData } from './try-client-data.ts';
import { skipped, type AxisVerdict, type MigrationVerdict, type VerifyReport } from './verdict.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

export interface VerifyOptions {
  /** Called before each migration is tried. */
  onProgress?: (step: string) => void;
}

/**
 * Proves, on a server started for it, that every up migration is idempotent and every down undoes it: at each version
 * up, up again, down, up, with the whole catalog and all rows compared after every step; at the end all ups at once, in one
 * session. A migration that fails is a verdict, not an exception; the chain ends at the first up that cannot be applied.
 *
 * @throws the errors of `readContent`, `startServer` and `openWorkbench`
 */
export async function verifyMigrations(
  options: DatabaseFiles & StartServerOptions & ClusterWideOptions & VerifyOptions,
): Promise<VerifyReport> {
  const content = await readContent(options);
  const { server: choice, settings } = options;
  if (choice?.kind === 'existing' && options.allowClusterWide !== true) {
    await refuseClusterWide(content);
  }
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
  { onProgress = () => undefined }: VerifyOptions = {},
): Promise<VerifyReport> {
  const begun = performance.now();
  const workbench = await openWorkbench(server, content.prelude?.sql);
  let notes: string[] = [];
  const judged = await withCleanup(
    () => judgeAll(server, workbench, content, onProgress),
    async () => {
      notes = await workbench.close();
    },
  );
  const { findings } = content.found;
  const { migrations, uncovered, clientData, session } = judged;
  return {
    ok:
      !migrations.some(({ axes }) => Object.values(axes).some(failed)) &&
      !findings.some(({ severity }) => severity === 'error') &&
      !failed(session) &&
      (clientData === undefined || !failed(clientData)),
    serverVersion: server.version.text,
    migrations,
    findings,
    uncovered,
    clientData,
    session,
    notes,
    milliseconds: performance.now() - begun,
  };
}

type Judged = Pick<VerifyReport, 'migrations' | 'session' | 'clientData' | 'uncovered'>;

async function judgeAll(
  server: PostgresServer,
  workbench: Workbench,
  { found, ups, clientData }: DatabaseContent,
  onProgress: (step: string) => void,
): Promise<Judged> {
  const chain = await readTexts(found.migrations);
  const first = await workbench.snapshot();
  const { migrations, end } = await climbAll(workbench, chain, first, onProgress);
  const judged = { migrations, uncovered: (end ?? first).uncovered };
  if (end === undefined) {
    const verdict = skipped('an up failed');
    return { ...judged, session: verdict, clientData: clientData === undefined ? undefined : verdict };
  }
  let dataVerdict: AxisVerdict | undefined;
  if (clientData !== undefined) {
    onProgress('Applying the client data');
    dataVerdict = await tryClientData(server.connection(workbench.database), clientData);
  }
  onProgress('Applying all migrations in one session');
  const session = await runInOneSession(server, workbench, ups, end);
  return { ...judged, session, clientData: dataVerdict };
}

/** `end` is the state after the last migration, undefined when the chain ended before it. */
async function climbAll(
  workbench: Workbench,
  chain: readonly MigrationTexts[],
  first: Snapshot,
  onProgress: (step: string) => void,
): Promise<{ migrations: MigrationVerdict[]; end: Snapshot | undefined }> {
  const migrations: MigrationVerdict[] = [];
  let state: Snapshot | undefined = first;
  for (const [index, texts] of chain.entries()) {
    if (state === undefined) {
      migrations.push(notReached(texts));
      continue;
    }
    onProgress(`Verifying ${index + 1} of ${chain.length}: ${texts.migration.name}`);
    const { verdict, after, lost } = await climb(workbench, texts, state);
    migrations.push(verdict);
    if (lost !== undefined) {
      // The up at fault may be an earlier one, that had not been needed again until now.
      const axes = migrations[chain.indexOf(lost.texts)]?.axes ?? verdict.axes;
      axes.applies = await judgeLost(lost);
    }
    state = after;
  }
  return { migrations, end: state };
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
