import { diff } from '../catalog/diff/diff.ts';
import { formatDiff } from '../catalog/diff/format-diff.ts';
import { refuseClusterWide } from '../databases/cluster-wide.ts';
import { readContent } from '../databases/content.ts';
import { withReusedContainer } from '../databases/reused-container.ts';
import { startServer } from '../servers/select.ts';
import { withCleanup } from '../support/errors.ts';
import { failureFinding } from './report/describe-findings.ts';
import type { MigrationSource } from './migration-source.ts';
import { planVerification } from './plan.ts';
import { UpNotRepeatable } from './sandbox/up-not-repeatable.ts';
import type { VerifyMigrationsOptions } from './verify-migrations.ts';
import { onlyValuesDiffer, withoutVolatile } from './report/volatile-values.ts';
import { openTrialDatabase, type TrialDatabase } from './sandbox/trial-database.ts';

/** One step on the trial of a migration, and what it did. */
export interface TraceStep {
  /** `up`, `up again`, … */
  title: string;
  file: string | undefined;
  /** Whether the file ran to its end. */
  ok: boolean;
  milliseconds: number;
  /** The lines of the error, if there was one. */
  error: string[];
  /** What the step changed, one line for each object; empty for nothing. */
  changes: string[];
  /** What differs from the state that the step is meant to lead to; empty when it was reached. */
  off: string[];
  /** The name of that state: `S0`, `S1`. */
  goal: string;
}

export interface Trace {
  version: bigint;
  name: string;
  serverVersion: string;
  /** Empty when an up before it fails. */
  steps: TraceStep[];
}

/**
 * Shows what a migration does: up, up again, down, up, each with what it changed and how far that is from where it should
 * have led. A step that leads astray is undone before the next.
 *
 * @throws the errors of `readContent`, `planVerification`, `startServer` and `openTrialDatabase`
 */
export async function traceMigration(given: VerifyMigrationsOptions, version: bigint): Promise<Trace> {
  const options = await withReusedContainer(given);
  const content = await readContent(options);
  const plan = await planVerification(content, { only: [version], populated: false });
  if (options.server?.kind === 'existing' && options.allowClusterWide !== true) {
    await refuseClusterWide(content);
  }
  const { server } = await startServer(options);
  return withCleanup(
    async () => {
      const database = await openTrialDatabase(server, plan.prelude);
      return withCleanup(
        async () => ({ ...(await climb(database, plan.chain)), serverVersion: server.version.text }),
        async () => void (await database.close()),
      );
    },
    () => server.stop(),
  );
}

async function climb(
  database: TrialDatabase,
  chain: readonly MigrationSource[],
): Promise<Omit<Trace, 'serverVersion'>> {
  const [wanted, ...earlier] = chain.toReversed();
  if (wanted === undefined) {
    return { version: 0n, name: '', steps: [] };
  }
  earlier.toReversed().forEach((source) => database.advance(source));
  const { migration, up, down } = wanted;
  const steps: TraceStep[] = [];
  const { version, name } = migration;
  try {
    await database.restore();
  } catch (error) {
    if (!(error instanceof UpNotRepeatable)) {
      throw error;
    }
    return { version, name, steps };
  }
  const s0 = await database.snapshot();
  let s1 = s0;
  let state = s0;
  const step = async (title: string, half: 'up' | 'down', goal: 'S0' | 'S1' | undefined): Promise<boolean> => {
    const sql = half === 'up' ? up : down;
    const run = await database.run(sql ?? '');
    const now = await database.snapshot();
    const template = { code: 'up-fails' as const, what: '', fix: '', file: migration[half], sql };
    const off = goal === undefined ? [] : formatDiff(diff(goal === 'S0' ? s0 : s1, now));
    steps.push({
      title,
      file: migration[half],
      ok: run.ok,
      milliseconds: run.milliseconds,
      error: run.ok ? [] : (await failureFinding(run, template)).details,
      changes: formatDiff(diff(state, now)),
      off,
      goal: goal ?? 'S1',
    });
    state = now;
    return run.ok && off.length === 0;
  };
  /** Back to the state after one up. */
  const fix = async (): Promise<void> => {
    await database.restore();
    await database.run(up ?? '');
    state = await database.snapshot();
    s1 = state;
  };
  /** Values that differ between two runs from the same state, such as now(), are no way off. */
  const settle = async (): Promise<void> => {
    const last = steps.at(-1);
    const difference = diff(s1, state);
    if (last?.ok === true && onlyValuesDiffer(difference)) {
      const expected = s1;
      await fix();
      last.off = formatDiff(withoutVolatile(difference, diff(expected, s1)));
    }
  };

  if (!(await step('up', 'up', undefined))) {
    return { version, name, steps };
  }
  s1 = state;
  if (!(await step('up again', 'up', 'S1'))) {
    await fix();
  }
  if (down !== undefined && (await step('down', 'down', 'S0'), steps.at(-1)?.ok === true)) {
    await step('up after the down', 'up', 'S1');
    await settle();
  }
  return { version, name, steps };
}
