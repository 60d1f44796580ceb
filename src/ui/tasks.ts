import { formatError } from '../report/error-report.ts';
import { styleFor } from '../report/style.ts';
import { explainRefusal, UsageError } from '../support/errors.ts';
import type { EventStream } from './event-stream.ts';
import type { LiveTask } from './live-state.ts';

/** How many tasks a page that connects gets. */
const REMEMBERED = 10;

/** Does something, reports its steps, and returns what it did, one line each. */
export type Work = (onProgress: (step: string) => void) => Promise<string[]>;

/** The actions that somebody has clicked: all pages see how far they are. On one server only one runs at a time. */
export class Tasks {
  readonly #stream: EventStream;
  #tasks: LiveTask[] = [];
  readonly #running = new Set<string>();
  #count = 0;

  constructor(stream: EventStream) {
    this.#stream = stream;
  }

  /** The last ones, oldest first. */
  all(): readonly LiveTask[] {
    return this.#tasks;
  }

  /**
   * Begins an action on a server and does not wait for its end.
   *
   * @throws UsageError `ACTION_IS_RUNNING`
   */
  begin(server: string, title: string, work: Work): LiveTask {
    if (this.#running.has(server)) {
      throw new UsageError(`another action on "${server}" is running`, {
        code: 'ACTION_IS_RUNNING',
        hint: 'Wait until it has ended.',
      });
    }
    const task: LiveTask = { id: (this.#count += 1), title, state: 'running', lines: [] };
    this.#publish(task);
    this.#running.add(server);
    void work((step) => this.#publish({ ...task, lines: [step] }))
      .then((lines) => this.#publish({ ...task, state: 'done', lines }))
      .catch((error: unknown) => this.#publish({ ...task, state: 'failed', lines: errorLines(error) }))
      .finally(() => this.#running.delete(server));
    return task;
  }

  #publish(task: LiveTask): void {
    this.#tasks = [...this.#tasks.filter(({ id }) => id !== task.id), task].slice(-REMEMBERED);
    this.#stream.send('task', task);
  }
}

/** An error for a person, without colors and passwords. */
export function errorLines(error: unknown): string[] {
  return formatError(explainRefusal(error), styleFor(false, {})).flatMap((text) => text.split('\n'));
}
