import ElkApi, { type ELK } from 'elkjs/lib/elk-api.js';

import { unpack } from '../state/packed.ts';

let engine: Promise<ELK> | undefined;

/** The layout engine in its worker, started when a diagram is first shown. Rejects where the browser refuses workers. */
export async function layoutEngine(): Promise<ELK> {
  engine ??= startEngine();
  return engine;
}

async function startEngine(): Promise<ELK> {
  const code = await unpack('layout-engine');
  if (code === undefined) {
    throw new Error('the page holds no layout engine');
  }
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker could not be started')));
    const started = new ElkApi({ workerFactory: () => worker, algorithms: ['layered'] });
    // The first answer says that the worker runs.
    started.knownLayoutAlgorithms().then(() => resolve(started), reject);
  });
}
