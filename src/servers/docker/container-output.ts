import { PassThrough } from 'node:stream';

import type { Engine } from './engine.ts';

/** The container's first process prints it before it ends by itself. */
export const EXIT_LINE = 'elementaldb: exit code ';

/** How much of the log an error can show. */
const MAX_LINES = 10;
const MAX_CHARACTERS = 8_192;

/** What a container prints, read while it runs: the engine removes the log with the container when that ends. */
export interface ContainerOutput {
  /** Resolves when the container has ended, or the engine. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** The last lines. */
  tail(): string;
  /** Undefined while the container runs, and when it was stopped, killed or removed from outside. */
  exitCode(): number | undefined;
}

/** Reads the stream of an attached container without a terminal. */
export function readOutput({ api }: Pick<Engine, 'api'>, stream: NodeJS.ReadableStream): ContainerOutput {
  let text = '';
  let over = false;
  const log = new PassThrough();
  log.setEncoding('utf8').on('data', (part: string) => {
    text = `${text}${part}`.slice(-MAX_CHARACTERS);
  });
  api.modem.demuxStream(stream, log, log);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      resolve();
    };
    stream.once('end', end).once('close', end).once('error', end);
  });
  const lines = (): string[] => text.split('\n').filter((line) => line !== '');
  return {
    ended,
    hasEnded: () => over,
    tail: () =>
      lines()
        .filter((line) => !line.startsWith(EXIT_LINE))
        .slice(-MAX_LINES)
        .join('\n'),
    exitCode: () => {
      // The server's processes may still print something after it.
      const last = lines().findLast((line) => line.startsWith(EXIT_LINE));
      return last === undefined ? undefined : Number(last.slice(EXIT_LINE.length));
    },
  };
}
