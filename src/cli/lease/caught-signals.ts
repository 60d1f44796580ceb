import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

/** Signals that do not end this process by themselves. */
export interface CaughtSignals {
  /** The last one that came before the child was started. */
  readonly sent: NodeJS.Signals | undefined;
  /** From now on the child gets them. */
  sendTo(child: ChildProcess): void;
  /** Waits until one has come. */
  next(): Promise<void>;
  ignore(): void;
}

/**
 * Keeps signals from ending this process before the database is released; the third one ends it anyway.
 *
 * @param ignored this one does nothing at all
 */
export function catchSignals(ignored?: 'SIGINT'): CaughtSignals {
  const caught = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
  let sent: NodeJS.Signals | undefined;
  let child: ChildProcess | undefined;
  let wake: (() => void) | undefined;
  let count = 0;
  const handler = (signal: NodeJS.Signals): void => {
    if (signal === ignored) {
      return;
    }
    sent = signal;
    count += 1;
    wake?.();
    // A terminal sends Ctrl-C to all foreground processes: the child has it already.
    if (child !== undefined && !(signal !== 'SIGTERM' && process.stdin.isTTY)) {
      child.kill(signal);
    } else if (child === undefined && count > 2) {
      process.exit(codeOfSignal(signal));
    }
  };
  for (const signal of caught) {
    process.on(signal, handler);
  }
  return {
    get sent() {
      return sent;
    },
    sendTo: (to) => {
      child = to;
    },
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (sent !== undefined) {
          resolve();
        }
      }),
    ignore: () => {
      for (const signal of caught) {
        process.off(signal, handler);
      }
    },
  };
}

/** The exit code of a process that a signal has ended, as in a shell. */
export function codeOfSignal(signal: unknown): number {
  return 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);
}
