import { render } from 'preact';

import type { PageModel } from '../model.ts';
import { App } from './app.tsx';
import { livePage } from './live.ts';

const root = document.querySelector('#app');
const model = document.querySelector('#model')?.textContent ?? '';

if (root !== null) {
  root.replaceChildren();
  // The page's own server wrote the model: its shape is that of the contract.
  render(<App first={JSON.parse(model) as PageModel} live={livePage()} />, root);
}
