import type { Written } from './progress.ts';
import type { Task, WriteTasks } from './write-tasks.ts';

/** Writes tasks, in this thread or another. */
export interface Runner {
  readonly run: WriteTasks;
  close(): Promise<void>;
}

/** Tasks that fill whole tables. */
export interface LoadSlices {
  readonly tables: readonly string[];
  readonly slices: () => Iterable<Task[]>;
}

/**
 * Gives each runner its next slice as soon as it has finished one. After a failure the others finish their slice and
 * get no more; the first failure is thrown.
 */
export function runSlices(
  runners: readonly Runner[],
  slices: Iterable<Task[]>,
  onWritten: (written: Written) => void,
): Promise<void> {
  return shareOut(runners, slices, async (runner, tasks) => onWritten(await runner.run(tasks)));
}

/** The same with whole loads: each runner fills its tables alone. */
export function runLoads(
  runners: readonly Runner[],
  loads: readonly LoadSlices[],
  onWritten: (written: Written) => void,
): Promise<void> {
  return shareOut(runners, loads, async (runner, { tables, slices }, hasFailed) => {
    for (const tasks of slices()) {
      if (hasFailed()) {
        return;
      }
      onWritten(await runner.run(tasks, { tables, isLast: false }));
    }
    onWritten(await runner.run([], { tables, isLast: true }));
  });
}

async function shareOut<Item>(
  runners: readonly Runner[],
  items: Iterable<Item>,
  run: (runner: Runner, item: Item, hasFailed: () => boolean) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const hasFailed = (): boolean => failures.length > 0;
  const work = async (runner: Runner): Promise<void> => {
    for (;;) {
      const next = hasFailed() ? undefined : iterator.next();
      if (next === undefined || next.done === true) {
        return;
      }
      try {
        await run(runner, next.value, hasFailed);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(runners.map(work));
  if (failures.length > 0) {
    throw failures[0];
  }
}
