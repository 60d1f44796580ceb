/**
 * What a failure means for whoever called: `usage` is fixed by calling differently, `environment` by changing the
 * machine, the server or the files, `migration` by changing the SQL or the state of the database.
 */
export type ErrorKind = 'usage' | 'environment' | 'migration';

export interface ElementalErrorOptions {
  /** Stable identifier for scripts, upper snake case, e.g. `PORT_TAKEN`. */
  code: string;
  kind: ErrorKind;
  /** The fix, in the imperative. */
  hint?: string;
  cause?: unknown;
}

/** The base of every error this package throws on purpose: what failed in `message`, how to fix it in `hint`. */
export class ElementalError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(message: string, options: ElementalErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.kind = options.kind;
    this.hint = options.hint;
  }
}

/** The caller asked for something that cannot be meant: an unknown option, a value out of range. */
export class UsageError extends ElementalError {
  constructor(message: string, options: Omit<ElementalErrorOptions, 'kind'>) {
    super(message, { ...options, kind: 'usage' });
  }
}

/** An option of a library function is unknown or has an invalid value. The code is `INVALID_OPTION`. */
export class InvalidOptionError extends UsageError {
  /** The option's name, e.g. `limit` or `server.url`; empty when the options are not an object. */
  readonly option: string;

  constructor(option: string, { message, hint, cause }: { message: string; hint: string; cause?: unknown }) {
    super(message, { code: 'INVALID_OPTION', hint, cause });
    this.option = option;
  }
}

/** The machine, a file or a server stands in the way. */
export class EnvironmentError extends ElementalError {
  constructor(message: string, options: Omit<ElementalErrorOptions, 'kind'>) {
    super(message, { ...options, kind: 'environment' });
  }
}

const REFUSALS: Record<string, string> = {
  ENOSPC: 'Free some space.',
  EDQUOT: 'Free some space: the quota is used up.',
  EROFS: 'That is on a file system that is mounted read-only: use another folder.',
  EACCES: 'Let this user do that, or run as one who may.',
  EPERM: 'Let this user do that, or run as one who may.',
  EMFILE: 'Raise the number of files that may be open (ulimit -n).',
  ENFILE: 'The machine has too many files open: close some.',
  EAGAIN: 'The machine lets this user have no more processes or memory: end some.',
  ENOMEM: 'Free some memory.',
};

/** The server was shut down, crashed, or is starting: SQLSTATE class 57P; the connection was cut. */
const LOST_CONNECTION = new Set(['57P01', '57P02', '57P03', 'ECONNRESET', 'EPIPE']);

/** The driver tells by these words alone that the server has gone in the middle of a query. */
const LOST_CONNECTION_WORDS = /^Connection terminated|^Client has encountered a connection error/;

/**
 * An error of the operating system that only the machine's owner can fix, or a server that has gone, put as one of ours;
 * others as they are.
 */
export function explainRefusal(thrown: unknown): unknown {
  const isLost =
    LOST_CONNECTION.has(codeOf(thrown) ?? '') ||
    (thrown instanceof Error && LOST_CONNECTION_WORDS.test(thrown.message));
  if (isLost && !(thrown instanceof ElementalError)) {
    return new EnvironmentError(`the connection to the server is lost: ${messageOf(thrown)}`, {
      code: 'CONNECTION_LOST',
      hint: 'See whether the server still runs, and why it ended: its log, the memory of the machine.',
      cause: thrown,
    });
  }
  const hint = thrown instanceof ElementalError ? undefined : REFUSALS[codeOf(thrown) ?? ''];
  return hint === undefined
    ? thrown
    : new EnvironmentError(messageOf(thrown), { code: 'REFUSED_BY_SYSTEM', hint, cause: thrown });
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') {
    return thrown.errors.map(messageOf).join('; ');
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The `code` that Node and PostgreSQL put on their errors (`ENOENT`, `42P01`), if there is one. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  return undefined;
}

/**
 * Runs the clean-up after the work whatever happened, without letting a failing clean-up hide the first error:
 * the work's error is thrown and the clean-up's becomes its `suppressed` companion in an AggregateError's list.
 */
export async function withCleanup<T>(work: () => Promise<T>, cleanup: () => Promise<void>): Promise<T> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    try {
      await cleanup();
    } catch {
      // The first error is the one that explains; what the clean-up left is swept by the next run.
    }
    throw error;
  }
  await cleanup();
  return value;
}
