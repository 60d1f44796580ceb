import type { ServerResponse } from 'node:http';

import type { LiveEvents } from './live-state.ts';

/** An event with its data. */
export type LiveEvent = { [Name in keyof LiveEvents]: readonly [name: Name, data: LiveEvents[Name]] }[keyof LiveEvents];

/** After so many bytes that a page has not read it is disconnected; it connects again and gets the present state. */
const MOST_UNREAD = 4_000_000;

/** Server-Sent Events for all open pages: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export class EventStream {
  readonly #pages = new Set<ServerResponse>();

  /** Whether a page is connected. */
  get isWatched(): boolean {
    return this.#pages.size > 0;
  }

  /** Connects a page, which first gets these events. */
  connect(page: ServerResponse, first: readonly LiveEvent[]): void {
    page.writeHead(200, { 'Content-Type': 'text/event-stream' });
    // How many milliseconds a page waits before it connects again.
    page.write('retry: 1000\n\n');
    for (const event of first) {
      page.write(textOf(event));
    }
    this.#pages.add(page);
    page.on('close', () => this.#pages.delete(page));
  }

  send(...event: LiveEvent): void {
    const text = textOf(event);
    for (const page of this.#pages) {
      page.write(text);
      if (page.writableLength > MOST_UNREAD) {
        page.destroy();
      }
    }
  }

  /** Disconnects all pages; what is sent afterwards goes nowhere. */
  close(): void {
    for (const page of this.#pages) {
      page.end();
    }
    this.#pages.clear();
  }
}

function textOf([name, data]: LiveEvent): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
