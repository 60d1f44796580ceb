import { render } from 'preact';

import type { LivePage } from '../../page/client/live.ts';
import { LivePanel } from './live-panel.tsx';
import { LiveStatus } from './live-status.tsx';
import { LiveStore } from './live-store.ts';

// Runs before the page's own script, which places both elements.
const store = new LiveStore();
const panel = document.createElement('div');
panel.className = 'live';
const status = document.createElement('div');
status.className = 'live-status';
const live: LivePage = { onModel: (callback) => store.onModel(callback), panel, status };
globalThis.elementaldbLive = live;
render(<LivePanel store={store} />, panel);
render(<LiveStatus store={store} />, status);
