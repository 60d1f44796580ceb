import { render } from 'preact';

import type { PageModel } from '../model.ts';
import { App } from './app.tsx';
import { livePage } from './live.ts';
import { unpack } from './state/packed.ts';

/** The tool that wrote the page wrote the model by the same contract. */
async function readModel(): Promise<PageModel> {
  return JSON.parse(document.querySelector('#model')?.textContent ?? (await unpack('packed-model')) ?? '');
}

function show(model: PageModel): void {
  const root = document.querySelector('#app');
  if (root !== null) {
    root.replaceChildren();
    render(<App first={model} live={livePage()} />, root);
  }
}

readModel().then(show, (error: unknown) => {
  document.querySelector('#app')?.replaceChildren(`This page cannot be shown: ${String(error)}`);
});
