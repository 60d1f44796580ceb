import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';

import { ElementalError, EnvironmentError, type ErrorKind } from '../../support/errors.ts';
import { FROM_SOURCES, MODULES_FOLDER } from '../../support/package-folder.ts';
import type { WorldOptions } from '../../energy/world/world.ts';
import type { Runner } from './run-slices.ts';
import type { Written } from './write-tasks.ts';

/** What a worker thread begins with. */
export interface WorkerStart {
  url: string;
  world: WorldOptions;
  /** Files of datasets. */
  files: readonly string[];
}

/** What a worker thread answers to each slice. An error crosses from thread to thread by its parts. */
export type Answer =
  | { ok: true; written: Written }
  | { ok: false; message: string; code: string | undefined; kind: ErrorKind | undefined; hint: string | undefined };

/** Megabytes that a thread's values may take: nothing is kept from one unit to the next but a few years of models. */
const HEAP = 96;

/** Megabytes of these that are new: most of what is made is gone at once, and lies outside of the heap. */
const YOUNG = 8;

/** A runner in a thread of its own, with a connection of its own: while it makes rows, others load theirs. */
export function workerRunner(start: WorkerStart): Runner {
  const worker = newWorker({
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: YOUNG },
  });
  const gone = new Promise<never>((_resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(
        new EnvironmentError('a thread that was loading has ended', {
          code: 'THREAD_ENDED',
          hint: 'Run it again: what is there stays, and the rest is added.',
        }),
      ),
    );
  });
  gone.catch(() => undefined);
  return {
    async run(tasks) {
      const answered = new Promise<Answer>((resolve) => worker.once('message', resolve));
      worker.postMessage(tasks);
      const answer = await Promise.race([answered, gone]);
      if (answer.ok) {
        return answer.written;
      }
      throw errorOf(answer);
    },
    async close() {
      worker.postMessage('end');
      await Promise.race([once(worker, 'exit'), gone.catch(() => undefined)]);
    },
  };
}

function newWorker(options: WorkerOptions): Worker {
  // Not beside this module, which the commands are bundled with.
  const entry = new URL(`seeding/job/seed-worker.${FROM_SOURCES ? 'ts' : 'js'}`, MODULES_FOLDER);
  if (!FROM_SOURCES) {
    return new Worker(entry, options);
  }
  // Where this package runs from its sources, a thread of Node 20 needs to be told how to read them.
  const [file, from] = [entry.href, import.meta.url].map((url) => JSON.stringify(url));
  const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${from}))`;
  return new Worker(code, { ...options, eval: true });
}

function errorOf({ message, code, kind, hint }: Extract<Answer, { ok: false }>): Error {
  return code === undefined || kind === undefined
    ? new Error(message)
    : new ElementalError(message, { code, kind, ...(hint === undefined ? {} : { hint }) });
}
