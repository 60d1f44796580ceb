import ElkApi, { type ELK } from 'elkjs/lib/elk-api.js';

let engine: Promise<ELK> | undefined;

/** The layout engine in its worker, started when a diagram is first shown. Rejects where the browser refuses workers. */
export async function layoutEngine(): Promise<ELK> {
  engine ??= startEngine();
  return engine;
}

async function startEngine(): Promise<ELK> {
  const url = URL.createObjectURL(new Blob([await inflate(packedCode())], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker could not be started')));
    const started = new ElkApi({ workerFactory: () => worker, algorithms: ['layered'] });
    // The first answer says that the worker runs.
    started.knownLayoutAlgorithms().then(() => resolve(started), reject);
  });
}

/** The page holds the code as base64 of gzip, a third of its size. */
function packedCode(): string {
  const text = document.querySelector('#layout-engine')?.textContent ?? '';
  if (text === '') {
    throw new Error('the page holds no layout engine');
  }
  return text;
}

async function inflate(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
