import { parentPort } from 'node:worker_threads';

import { connect } from '../../postgres/connect.ts';
import { ElementalError, messageOf, type ErrorKind } from '../../support/errors.ts';
import type { Written } from './progress.ts';
import type { SeedSource } from './seed-job.ts';
import { prepareWriting, writeTasks, type Task } from './write-tasks.ts';

/** What a thread starts with. */
export interface ThreadStart<D> {
  url: string;
  data: D;
}

/** What a thread answers to each slice. An error is sent in parts, because errors lose their class between threads. */
export type Answer =
  | { ok: true; written: Written }
  | { ok: false; message: string; details: { code: string; kind: ErrorKind; hint?: string } | undefined };

/** The main function of a thread: connects, and writes the tasks it is sent until it is sent `end`. */
export async function serveTasks<C>(url: string, makeSource: () => Promise<SeedSource<C>>): Promise<void> {
  const client = await connect(url, { applicationName: 'elementaldb seed' });
  const writing = makeSource().then((source) => prepareWriting(client, source, true));
  // A failure is the answer to the first slice.
  writing.catch(() => undefined);
  const answer = async (tasks: readonly Task[]): Promise<Answer> => {
    try {
      return { ok: true, written: await writeTasks(await writing, tasks) };
    } catch (error) {
      return failed(error);
    }
  };
  parentPort?.on('message', (message: readonly Task[] | 'end') => {
    void (message === 'end'
      ? client.end().then(() => parentPort?.close())
      : answer(message).then((reply) => parentPort?.postMessage(reply)));
  });
}

function failed(error: unknown): Answer {
  if (!(error instanceof ElementalError)) {
    return { ok: false, message: messageOf(error), details: undefined };
  }
  const { message, code, kind, hint } = error;
  return { ok: false, message, details: { code, kind, ...(hint === undefined ? {} : { hint }) } };
}
