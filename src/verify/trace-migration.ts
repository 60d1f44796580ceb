import { diff } from '../catalog/diff/diff.ts';
import { formatDiff } from '../catalog/diff/format-diff.ts';
import { startChecked } from '../servers/select.ts';
import { withCleanup } from '../support/errors.ts';
import { downFile, upFile, type MigrationSource, type SqlFile } from './migration-source.ts';
import { failureFinding } from './report/describe-findings.ts';
import { onlyValuesDiffer, withoutVolatile } from './report/volatile-values.ts';
import { readRequest, type VerifyMigrationsOptions } from './request.ts';
import { openTrialDatabase, type TrialDatabase } from './sandbox/trial-database.ts';
import { UpNotRepeatable } from './sandbox/up-not-repeatable.ts';

/** One step of a trial, and what it did. */
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
  /** What differs from the state that the step should lead to; empty when it is reached. */
  off: string[];
  /** The name of that state: `S0`, `S1`. */
  goal: string;
}

export interface Trace {
  version: bigint;
  name: string;
  serverVersion: string;
  /** Empty when an earlier up fails. */
  steps: TraceStep[];
}

/**
 * Shows what a migration does: up, up again, down, up, each with its changes and the difference to the state it should lead
 * to. A step that leads to another state is undone before the next.
 *
 * @throws the errors of `readRequest`, `startServer` and `openTrialDatabase`
 */
export async function traceMigration(options: VerifyMigrationsOptions, version: bigint): Promise<Trace> {
  const { plan, ...request } = await readRequest(options, { only: [version], populated: false });
  const { server } = await startChecked(request.server);
  return withCleanup(
    async () => {
      const database = await openTrialDatabase(server, plan, undefined, plan.ignoreRows);
      return withCleanup(
        async () => ({ ...(await traceSteps(database, plan.chain)), serverVersion: server.version.text }),
        async () => void (await database.close()),
      );
    },
    () => server.stop(),
  );
}

async function traceSteps(
  database: TrialDatabase,
  chain: readonly MigrationSource[],
): Promise<Omit<Trace, 'serverVersion'>> {
  const source = chain.at(-1);
  if (source === undefined) {
    return { version: 0n, name: '', steps: [] };
  }
  const { version, name } = source.migration;
  const steps: TraceStep[] = [];
  chain.slice(0, -1).forEach((each) => database.advance(each));
  try {
    await database.restore();
  } catch (error) {
    if (!(error instanceof UpNotRepeatable)) {
      throw error;
    }
    return { version, name, steps };
  }
  const s0 = await database.takeSnapshot();
  let s1 = s0;
  let state = s0;
  const step = async (title: string, file: SqlFile, goal: 'S0' | 'S1' | undefined): Promise<boolean> => {
    const run = await database.run(file.sql ?? '');
    const now = await database.takeSnapshot();
    const template = { ...file, code: 'up-fails' as const, what: '', fix: '' };
    const off = goal === undefined ? [] : formatDiff(diff(goal === 'S0' ? s0 : s1, now));
    steps.push({
      title,
      file: file.file,
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
  const restoreAfterUp = async (): Promise<void> => {
    await database.restore();
    await database.run(source.up ?? '');
    state = await database.takeSnapshot();
    s1 = state;
  };

  if (!(await step('up', upFile(source), undefined))) {
    return { version, name, steps };
  }
  s1 = state;
  if (!(await step('up again', upFile(source), 'S1'))) {
    await restoreAfterUp();
  }
  if (source.down === undefined) {
    return { version, name, steps };
  }
  await step('down', downFile(source), 'S0');
  if (steps.at(-1)?.ok === true) {
    await step('up after the down', upFile(source), 'S1');
    const last = steps.at(-1);
    const difference = diff(s1, state);
    if (last?.ok === true && onlyValuesDiffer(difference)) {
      // Values that differ between two runs from the same state, such as now(), do not count.
      const expected = s1;
      await restoreAfterUp();
      last.off = formatDiff(withoutVolatile(difference, diff(expected, s1)));
    }
  }
  return { version, name, steps };
}
