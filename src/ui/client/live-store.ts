import { useEffect, useState } from 'preact/hooks';

import type { PageModel } from '../../page/model.ts';
import type { CheckState, LiveEvents, LiveTask, LiveTrial, ServerRow } from '../live-state.ts';
import { getJson } from './request.ts';

/** What the server has reported last. */
export interface LiveState {
  /** Whether the server answers. */
  connected: boolean;
  check: CheckState | undefined;
  /** Of the run that is going on, or of the last. */
  trials: readonly LiveTrial[];
  servers: readonly ServerRow[];
  /** Newest first. */
  tasks: readonly LiveTask[];
}

/** How many tasks are shown. */
const SHOWN_TASKS = 5;

/** Follows the server's events. */
export class LiveStore {
  state: LiveState = { connected: false, check: undefined, trials: [], servers: [], tasks: [] };
  readonly #readers = new Set<() => void>();
  readonly #onModel = new Set<(model: PageModel) => void>();
  /** The number of the model that was asked for last; the page may hold an older one. */
  #model = 0;
  #last: PageModel | undefined;

  constructor() {
    const events = new EventSource('events');
    events.addEventListener('open', () => this.#set({ connected: true, tasks: [] }));
    events.addEventListener('error', () => this.#set({ connected: false }));
    this.#on(events, 'check', (check) => {
      this.#set({ check });
      void this.#fetchModel(check.model);
    });
    this.#on(events, 'trials', (trials) => this.#set({ trials }));
    this.#on(events, 'trial', (trial) => this.#set({ trials: [...this.state.trials, trial] }));
    this.#on(events, 'servers', (servers) => this.#set({ servers }));
    this.#on(events, 'task', (task) => {
      const others = this.state.tasks.filter(({ id }) => id !== task.id);
      this.#set({ tasks: [task, ...others].toSorted((a, b) => b.id - a.id).slice(0, SHOWN_TASKS) });
    });
  }

  /** Calls a function with every new model, and with the last one if it has come before. */
  onModel(callback: (model: PageModel) => void): void {
    this.#onModel.add(callback);
    if (this.#last !== undefined) {
      callback(this.#last);
    }
  }

  /** Calls a function after every change, until the returned one is called. */
  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #on<Name extends keyof LiveEvents>(events: EventSource, name: Name, read: (data: LiveEvents[Name]) => void): void {
    events.addEventListener(name, ({ data }: MessageEvent<string>) => read(JSON.parse(data)));
  }

  async #fetchModel(number: number): Promise<void> {
    if (number === this.#model) {
      return;
    }
    this.#model = number;
    const model = await getJson<PageModel | null>('model.json').catch(() => undefined);
    if (number !== this.#model) {
      return;
    }
    if (model === undefined) {
      this.#model = 0; // The next event asks again.
    } else if (model !== null) {
      this.#last = model;
      this.#onModel.forEach((callback) => callback(model));
    }
  }

  #set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    this.#readers.forEach((reader) => reader());
  }
}

/** The state, followed as it changes. */
export function useLive(store: LiveStore): LiveState {
  const [state, setState] = useState(store.state);
  useEffect(() => {
    setState(store.state);
    return store.subscribe(() => setState(store.state));
  }, [store]);
  return state;
}
