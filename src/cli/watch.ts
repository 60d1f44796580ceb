import { watch, type FSWatcher } from 'node:fs';

import { formatError } from '../report/error-report.ts';
import { codeOf, EnvironmentError, explainRefusal } from '../support/errors.ts';
import type { Terminal } from './terminal.ts';

/** An editor writes, renames and touches a file within this many milliseconds. */
const QUIET_MS = 20;

/**
 * Runs now, and again whenever something in the folders changes, until the process ends. An error of the first run is
 * thrown; errors of later runs are printed.
 *
 * @throws as `run` does the first time; EnvironmentError `UNWATCHABLE`
 */
export async function runOnChange(
  terminal: Terminal,
  folders: readonly string[],
  run: () => Promise<void>,
): Promise<never> {
  await run();
  const changes = new Changes(folders);
  for (;;) {
    terminal.say(`watching ${folders.join(', ')} (Ctrl-C ends)`);
    await changes.next();
    try {
      await run();
    } catch (error) {
      terminal.say(formatError(explainRefusal(error), terminal.sayStyle));
    }
  }
}

/** The changes in folders. */
class Changes {
  #changed = false;
  #wake: (() => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor(folders: readonly string[]) {
    for (const folder of folders) {
      const watcher = open(folder);
      watcher.on('change', () => {
        this.#changed = true;
        this.#wake?.();
      });
      watcher.on('error', (error) => this.#fail?.(unwatchable(folder, error)));
    }
  }

  /** Waits until something has changed since the last call, and changes have ceased. */
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
}

function open(folder: string): FSWatcher {
  try {
    return watch(folder);
  } catch (error) {
    throw unwatchable(folder, error);
  }
}

function unwatchable(folder: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot watch ${folder} (${codeOf(cause) ?? 'unknown reason'})`, {
    code: 'UNWATCHABLE',
    hint: 'Run the command without --watch.',
    cause,
  });
}
