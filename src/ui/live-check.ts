import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PageModel } from '../page/model.ts';
import { FolderChanges } from '../support/folder-changes.ts';
import type { TriedMigration } from '../verify/report/tried-migration.ts';
import type { EventStream, LiveEvent } from './event-stream.ts';
import type { CheckState, LiveTrial } from './live-state.ts';
import { errorLines } from './tasks.ts';

/** Makes the model of the page; the steps and trials are shown meanwhile. */
export type Collect = (
  onProgress: (step: string) => void,
  onTried: (tried: TriedMigration) => void,
) => Promise<PageModel>;

/** Milliseconds until a folder that is not there is looked for again. */
const RETRY_MS = 1_000;

/** Milliseconds between two steps that are sent. */
const STEP_MS = 100;

/** Checks the migrations now and after each change of their folders, and tells all open pages. */
export class LiveCheck {
  readonly #collect: Collect;
  readonly #folders: readonly string[];
  readonly #stream: EventStream;
  readonly #changes: FolderChanges;
  #model: PageModel | undefined;
  #trials: LiveTrial[] = [];
  #state: CheckState;
  #again = false;
  #wake: (() => void) | undefined;
  #ended = false;

  /**
   * @param folders that are always watched; those of the migrations' files are added
   * @throws EnvironmentError `UNWATCHABLE`
   */
  constructor(collect: Collect, folders: readonly string[], stream: EventStream) {
    this.#collect = collect;
    this.#folders = folders;
    this.#stream = stream;
    this.#changes = new FolderChanges(folders);
    this.#state = { phase: 'running', step: '', model: 0, error: [], endedAt: null, took: 0, watched: [...folders] };
  }

  /** The last model; undefined before the first. */
  get model(): PageModel | undefined {
    return this.#model;
  }

  /** What a page that connects must know. */
  events(): LiveEvent[] {
    return [
      ['check', this.#state],
      ['trials', this.#trials],
    ];
  }

  /** Checks until `close` is called; errors are shown on the page. */
  async run(): Promise<void> {
    void this.#waitForChanges();
    while (!this.#ended) {
      await this.#check();
      const isWatched = this.#watch();
      if (!this.#again && !this.#ended) {
        const called = new Promise<void>((resolve) => (this.#wake = resolve));
        await (isWatched ? called : Promise.race([called, sleep(RETRY_MS, undefined, { ref: false })]));
      }
      this.#again = false;
    }
  }

  /** Checks again: at once, or after the run that is going on. */
  again(): void {
    this.#again = true;
    this.#wake?.();
  }

  close(): void {
    this.#ended = true;
    this.#changes.close();
    this.#wake?.();
  }

  async #waitForChanges(): Promise<void> {
    while (!this.#ended) {
      try {
        await this.#changes.next();
      } catch {
        // After the next check the folders are watched again, or the page shows why they cannot be.
      }
      this.again();
    }
  }

  /** Also folders that were removed and created again. False if one cannot be watched now. */
  #watch(): boolean {
    try {
      this.#changes.watch(this.#ended ? [] : this.#state.watched);
      return true;
    } catch (error) {
      this.#set({ error: errorLines(error) });
      return false;
    }
  }

  async #check(): Promise<void> {
    const begun = performance.now();
    let sent = 0;
    this.#trials = [];
    this.#stream.send('trials', []);
    this.#set({ phase: 'running', step: 'Reading the files' });
    let error: string[] = [];
    try {
      this.#model = await this.#collect(
        (step) => {
          this.#state = { ...this.#state, step };
          if (performance.now() - sent > STEP_MS) {
            sent = performance.now();
            this.#stream.send('check', this.#state);
          }
        },
        ({ version, ...tried }) => {
          const trial = { version: String(version), ...tried };
          this.#trials.push(trial);
          this.#stream.send('trial', trial);
        },
      );
    } catch (thrown) {
      error = errorLines(thrown);
    }
    this.#set({
      phase: 'waiting',
      step: '',
      model: this.#state.model + (error.length === 0 ? 1 : 0),
      error,
      endedAt: new Date().toISOString(),
      took: Math.round(performance.now() - begun),
      watched: [...new Set([...this.#folders, ...foldersOf(this.#model)])],
    });
  }

  #set(change: Partial<CheckState>): void {
    this.#state = { ...this.#state, ...change };
    this.#stream.send('check', this.#state);
  }
}

/** Some tools keep each migration in a folder of its own. */
function foldersOf(model: PageModel | undefined): string[] {
  return (model?.migrations ?? []).flatMap(({ up, down }) =>
    [up, down].flatMap((file) => (file === null ? [] : [dirname(file.path)])),
  );
}
