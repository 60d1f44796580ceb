import { watch, type FSWatcher } from 'node:fs';

import { codeOf, EnvironmentError } from './errors.ts';

/** An editor writes, renames and touches a file within this many milliseconds. */
const QUIET_MS = 20;

/** The changes in folders, without those below them. */
export class FolderChanges {
  #watchers: FSWatcher[] = [];
  #changed = false;
  #wake: (() => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  /** @throws EnvironmentError `UNWATCHABLE` */
  constructor(folders: readonly string[]) {
    this.watch(folders);
  }

  /**
   * Watches these folders from now on, and no others. Also called again for the same ones: a folder may have been removed
   * and created again. No change between two calls is missed.
   *
   * @throws EnvironmentError `UNWATCHABLE`; then those of before are watched
   */
  watch(folders: readonly string[]): void {
    const opened: FSWatcher[] = [];
    try {
      for (const folder of folders) {
        opened.push(this.#open(folder));
      }
    } catch (error) {
      opened.forEach((watcher) => watcher.close());
      throw error;
    }
    this.#watchers.forEach((watcher) => watcher.close());
    this.#watchers = opened;
  }

  /**
   * Waits until something has changed since the last call, and changes have ceased.
   *
   * @throws EnvironmentError `UNWATCHABLE`
   */
  async next(): Promise<void> {
    if (!this.#changed) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        this.#fail = reject;
      });
    }
    while (this.#changed) {
      this.#changed = false;
      await new Promise((resolve) => {
        setTimeout(resolve, QUIET_MS);
      });
    }
  }

  /** Watches nothing any more; a `next` that waits never returns. */
  close(): void {
    this.watch([]);
  }

  #open(folder: string): FSWatcher {
    let watcher: FSWatcher;
    try {
      watcher = watch(folder);
    } catch (error) {
      throw unwatchable(folder, error);
    }
    watcher.on('change', () => {
      this.#changed = true;
      this.#wake?.();
    });
    watcher.on('error', (error) => this.#fail?.(unwatchable(folder, error)));
    return watcher;
  }
}

function unwatchable(folder: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot watch ${folder} (${codeOf(cause) ?? 'unknown reason'})`, {
    code: 'UNWATCHABLE',
    hint: 'Raise the limit of watched files, or run the command again after each change.',
    cause,
  });
}
