import { parentPort } from 'node:worker_threads';

import { ElementalError, explainRefusal, messageOf, type ErrorKind } from '../../support/errors.ts';
import type { Written } from './progress.ts';
import type { Runner } from './run-slices.ts';
import type { TableLoad } from './whole-tables/table-load.ts';
import type { Task } from './write-tasks.ts';

/** What a thread starts with. */
export interface ThreadStart<D> {
  /** URL of the database, or the folder of the files. */
  target: string;
  data: D;
}

/** The slices that a thread is sent. */
export interface Order {
  tasks: readonly Task[];
  load: TableLoad | undefined;
}

/** What a thread answers to each slice. An error is sent in parts, because errors lose their class between threads. */
export type Answer =
  | { ok: true; written: Written }
  | { ok: false; message: string; details: { code: string; kind: ErrorKind; hint?: string } | undefined };

/** The main function of a thread: writes the tasks it is sent until it is sent `end`. */
export function serveTasks(open: () => Promise<Runner>): void {
  const opened = open();
  // A failure is the answer to the first slice.
  opened.catch(() => undefined);
  const answer = async ({ tasks, load }: Order): Promise<Answer> => {
    try {
      return { ok: true, written: await (await opened).run(tasks, load) };
    } catch (error) {
      return failed(error);
    }
  };
  const end = async (): Promise<void> => {
    await opened.then((runner) => runner.close()).catch(() => undefined);
    parentPort?.close();
  };
  parentPort?.on('message', (message: Order | 'end') => {
    void (message === 'end' ? end() : answer(message).then((reply) => parentPort?.postMessage(reply)));
  });
}

function failed(thrown: unknown): Answer {
  const error = explainRefusal(thrown);
  if (!(error instanceof ElementalError)) {
    return { ok: false, message: messageOf(error), details: undefined };
  }
  const { message, code, kind, hint } = error;
  return { ok: false, message, details: { code, kind, ...(hint === undefined ? {} : { hint }) } };
}
