import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';

import { ElementalError, EnvironmentError } from '../../support/errors.ts';
import { FROM_SOURCES, MODULES_FOLDER } from '../../support/package-folder.ts';
import type { Runner } from './run-slices.ts';
import type { SeedThreads } from './seed-job.ts';
import type { Answer, Order, ThreadStart } from './serve-tasks.ts';

/** Limits of a thread's heap. Most values are short-lived, and the large ones lie outside of the heap. */
const HEAP = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

/** A runner in another thread. @param target URL of the database, or the folder of the files */
export function threadRunner(target: string, { entry, data }: SeedThreads): Runner {
  const start: ThreadStart<unknown> = { target, data };
  const worker = newWorker(entry, { workerData: start, resourceLimits: HEAP });
  const gone = new Promise<never>((_resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(
        new EnvironmentError('a thread that makes rows has ended too early', {
          code: 'THREAD_ENDED',
          hint: 'Run the command again: it keeps what is present and adds the rest.',
        }),
      ),
    );
  });
  gone.catch(() => undefined);
  return {
    async run(tasks, load) {
      const answered = new Promise<Answer>((resolve) => worker.once('message', resolve));
      worker.postMessage({ tasks, load } satisfies Order);
      const answer = await Promise.race([answered, gone]);
      if (answer.ok) {
        return answer.written;
      }
      const { message, details } = answer;
      throw details === undefined ? new Error(message) : new ElementalError(message, details);
    },
    async close() {
      worker.postMessage('end');
      await Promise.race([once(worker, 'exit'), gone.catch(() => undefined)]);
    },
  };
}

/** Starts a module by its path in the package: this module may be part of a bundle elsewhere. */
function newWorker(entry: string, options: WorkerOptions): Worker {
  const url = new URL(`${entry}.${FROM_SOURCES ? 'ts' : 'js'}`, MODULES_FOLDER);
  if (!FROM_SOURCES) {
    return new Worker(url, options);
  }
  // A thread of Node 20 reads TypeScript only with tsx.
  const [file, from] = [url.href, import.meta.url].map((each) => JSON.stringify(each));
  const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${from}))`;
  return new Worker(code, { ...options, eval: true });
}
