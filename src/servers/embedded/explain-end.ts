import { EnvironmentError, messageOf } from '../../support/errors.ts';

/** The exit code of the supervisor when tar fails. */
export const UNPACK_FAILED = 71;

/** Causes that the server's log shows. The server runs without the user's locale, so its messages are in English. */
const CAUSES: readonly (readonly [log: RegExp, code: string, message: string, hint: string])[] = [
  [
    /could not bind .* address .*: Address already in use/,
    'PORT_TAKEN',
    'the port is in use by another program',
    'Use another --port, or omit it to use a free port.',
  ],
  [
    /could not bind .* address .*: Permission denied/,
    'PORT_FORBIDDEN',
    'the account that runs the server cannot use the port',
    'Use a --port from 1024, or omit it to use a free port.',
  ],
  [
    /No space left on device|Disk quota exceeded/,
    'NO_SPACE',
    'no disk space for the data directory',
    'Free some space, or set another folder in ELEMENTALDB_RUN.',
  ],
];

/** Why the supervisor of a server has ended before the server was ready. */
export function explainFailedStart(log: string, how: string, exitCode: number | null): EnvironmentError {
  const lines = log === '' ? '' : `\n${log}`;
  for (const [pattern, code, message, hint] of CAUSES) {
    if (pattern.test(log)) {
      return new EnvironmentError(code === 'NO_SPACE' ? `${message}${lines}` : message, { code, hint });
    }
  }
  return exitCode === UNPACK_FAILED
    ? new EnvironmentError(`cannot unpack the cached data directory${lines}`, {
        code: 'UNPACK_FAILED',
        hint: 'Check the free space of the temporary folder, then start again; a damaged cache entry is replaced.',
      })
    : new EnvironmentError(`PostgreSQL did not start (${how})${lines}`, {
        code: 'START_FAILED',
        hint: 'See the end of the server log above.',
      });
}

/** The error of a server that has been running. */
export function explainLoss(cause: unknown): EnvironmentError {
  const log = messageOf(cause).split('\n').slice(1).join('\n');
  return new EnvironmentError(`PostgreSQL has ended\n${log}`.trim(), {
    code: 'SERVER_ENDED',
    hint: 'Start again. Its data is gone; if the log does not explain it, check the memory of the machine.',
    cause,
  });
}
