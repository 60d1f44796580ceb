import { render } from 'preact';

import type { PageModel } from '../model.ts';
import { App } from './app.tsx';
import { livePage } from './live.ts';

const root = document.querySelector('#app');
// The tool that wrote the page wrote the model by the same contract.
const model: PageModel = JSON.parse(document.querySelector('#model')?.textContent ?? '');

if (root !== null) {
  root.replaceChildren();
  render(<App first={model} live={livePage()} />, root);
}
