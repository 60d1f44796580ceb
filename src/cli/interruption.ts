import { constants } from 'node:os';

import { abandonServers } from '../servers/sweep.ts';
import { isInterrupted, noteInterruption } from './terminal.ts';

export interface Interruption {
  /** Until Ctrl-C, SIGTERM or the closing of the terminal. */
  wait(): Promise<void>;
  ignore(): void;
}

/** Runs `work`; an interruption ends the process and leaves nothing behind. */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  const interruption = onInterruption();
  try {
    return await work();
  } finally {
    interruption.ignore();
  }
}

/**
 * Until `wait` an interruption ends the process as soon as the servers that it has started are gone. After that the first
 * one ends `wait`. A further one ends the process at once; the supervisor of the server cleans up.
 */
export function onInterruption(): Interruption {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let waiting: (() => void) | undefined;
  let stopping = false;
  let awake: NodeJS.Timeout | undefined;
  const handler = (signal: NodeJS.Signals): void => {
    const exit = (): never => process.exit(128 + constants.signals[signal]);
    if (waiting !== undefined) {
      waiting();
      waiting = undefined;
      stopping = true;
    } else if (isInterrupted() || stopping) {
      void abandonServers();
      exit();
    } else {
      noteInterruption();
      void abandonServers().finally(exit);
    }
  };
  for (const signal of signals) {
    process.on(signal, handler);
  }
  return {
    wait: () =>
      new Promise((resolve) => {
        // A pending promise does not keep the process alive; a timer does. It also notices when npm is killed, which does
        // not end its children. Without npm, losing the parent may be intended (nohup).
        const parent = process.ppid;
        awake = setInterval(() => {
          if (process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent) {
            waiting?.();
          }
        }, 500);
        waiting = () => {
          clearInterval(awake);
          resolve();
        };
      }),
    ignore: () => {
      clearInterval(awake);
      for (const signal of signals) {
        process.off(signal, handler);
      }
    },
  };
}
