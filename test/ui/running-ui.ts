import { get, type IncomingMessage } from 'node:http';

import { emptyModel } from '../../src/page/empty-model.ts';
import type { LiveEvents } from '../../src/ui/live-state.ts';
import { serveUi, type RunningUi, type UiOptions } from '../../src/ui/serve-ui.ts';

/** A served page with what a request to it needs. */
export interface OpenedUi extends AsyncDisposable {
  ui: RunningUi;
  origin: string;
  /** The address that everything is below. */
  base: string;
  token: string;
  /** Does what a button does. */
  post: (path: string, body: object) => Promise<Response>;
}

export async function openUi(options: Pick<UiOptions, 'folders'> & Partial<UiOptions>): Promise<OpenedUi> {
  const ui = await serveUi({
    collect: () => Promise.resolve(emptyModel('migrations')),
    title: 'migrations',
    servers: { migrations: options.folders[0] ?? '' },
    defaultName: 'review',
    folder: process.cwd(),
    datasetFiles: [],
    ...options,
  });
  const { origin, pathname, searchParams } = new URL(ui.url);
  const base = `${origin}${pathname}`;
  const token = searchParams.get('token') ?? '';
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'X-Elementaldb': 'test' },
      body: JSON.stringify(body),
    });
  return { ui, origin, base, token, post, [Symbol.asyncDispose]: () => ui.stop() };
}

interface NamedEvent {
  name: string;
  /** As JSON. */
  data: string;
}

/** The JSON of an answer. */
export async function jsonOf(answer: Response | Promise<Response>): Promise<Record<string, unknown>> {
  return JSON.parse(await (await answer).text());
}

/** The events of a page, as its browser gets them. */
export class Events {
  readonly all: NamedEvent[] = [];
  #wake: () => void = () => undefined;
  #response: IncomingMessage | undefined;

  static async of({ base, token }: Pick<OpenedUi, 'base' | 'token'>): Promise<Events> {
    const events = new Events();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${base}events`, { headers: { Authorization: `Bearer ${token}` } }, resolve).on('error', reject);
    });
    events.#read(response);
    return events;
  }

  /** The data of the first event from a place on that fits; waits for it. */
  async next<Name extends keyof LiveEvents>(
    name: Name,
    fits: (data: LiveEvents[Name]) => boolean = () => true,
    from = 0,
  ): Promise<LiveEvents[Name]> {
    for (;;) {
      const data = this.all
        .slice(from)
        .filter((event) => event.name === name)
        .map((event): LiveEvents[Name] => JSON.parse(event.data))
        .find(fits);
      if (data !== undefined) {
        return data;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  close(): void {
    this.#response?.destroy();
  }

  #read(response: IncomingMessage): void {
    this.#response = response;
    let unread = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const parts = `${unread}${text}`.split('\n\n');
      unread = parts.pop() ?? '';
      for (const part of parts) {
        const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? [];
        if (name !== undefined && data !== undefined) {
          this.all.push({ name, data });
        }
      }
      this.#wake();
    });
    response.on('error', () => undefined);
  }
}
