import type { Written } from './progress.ts';
import type { Task } from './write-tasks.ts';

/** Writes tasks, in this thread or another. */
export interface Runner {
  run(tasks: readonly Task[]): Promise<Written>;
  close(): Promise<void>;
}

/**
 * Gives each runner its next slice as soon as it has finished one. After a failure the others finish their slice and
 * get no more; the first failure is thrown.
 */
export async function runSlices(
  runners: readonly Runner[],
  slices: Iterable<Task[]>,
  onWritten: (written: Written) => void,
): Promise<void> {
  const iterator = slices[Symbol.iterator]();
  const failures: unknown[] = [];
  const work = async (runner: Runner): Promise<void> => {
    for (;;) {
      const next = failures.length > 0 ? undefined : iterator.next();
      if (next === undefined || next.done === true) {
        return;
      }
      try {
        onWritten(await runner.run(next.value));
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
