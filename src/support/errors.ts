/**
 * How to fix a failure: `usage` by changing the call, `environment` by changing the machine, the server or the files,
 * `migration` by changing the SQL or the state of the database.
 */
export type ErrorKind = 'usage' | 'environment' | 'migration';

export interface ElementalErrorOptions {
  /** Stable identifier for scripts, upper snake case, for example `PORT_TAKEN`. */
  code: string;
  kind: ErrorKind;
  /** How to fix it, in the imperative. */
  hint?: string;
  cause?: unknown;
}

/** The base class of all errors of this package: `message` says what failed, `hint` how to fix it. */
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

/** The call is invalid: an unknown option, a value out of range. */
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

/** The machine, a file or a server prevents the operation. */
export class EnvironmentError extends ElementalError {
  constructor(message: string, options: Omit<ElementalErrorOptions, 'kind'>) {
    super(message, { ...options, kind: 'environment' });
  }
}

const REFUSALS: Record<string, string> = {
  ENOSPC: 'Free some space.',
  EDQUOT: 'Free some space; the quota is exhausted.',
  EROFS: 'Use another folder; the file system is read-only.',
  EACCES: 'Give this user the permission, or run as another user.',
  EPERM: 'Give this user the permission, or run as another user.',
  EMFILE: 'Raise the limit of open files (ulimit -n).',
  ENFILE: 'Close some files; the machine has too many open.',
  EAGAIN: 'End some processes; the limit of this user is reached.',
  ENOMEM: 'Free some memory.',
};

/** The server was shut down, crashed, or is starting: SQLSTATE class 57P; the connection was cut. */
const LOST_CONNECTION = new Set(['57P01', '57P02', '57P03', 'ECONNRESET', 'EPIPE']);

/** The driver reports the loss of the server during a query only with these messages. */
const LOST_CONNECTION_WORDS = /^Connection terminated|^Client has encountered a connection error/;

/**
 * Converts errors of the operating system and lost connections to an EnvironmentError; returns other errors unchanged.
 */
export function explainRefusal(thrown: unknown): unknown {
  const isLost =
    LOST_CONNECTION.has(codeOf(thrown) ?? '') ||
    (thrown instanceof Error && LOST_CONNECTION_WORDS.test(thrown.message));
  if (isLost && !(thrown instanceof ElementalError)) {
    return new EnvironmentError(`lost the connection to the server: ${messageOf(thrown)}`, {
      code: 'CONNECTION_LOST',
      hint: 'Check that the server runs; if not, check its log and the memory of the machine.',
      cause: thrown,
    });
  }
  const hint = thrown instanceof ElementalError ? undefined : REFUSALS[codeOf(thrown) ?? ''];
  return hint === undefined
    ? thrown
    : new EnvironmentError(messageOf(thrown), { code: 'REFUSED_BY_SYSTEM', hint, cause: thrown });
}

/** The message of any thrown value. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') {
    return thrown.errors.map(messageOf).join('; ');
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The `code` of an error of Node or PostgreSQL (`ENOENT`, `42P01`), if any. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  return undefined;
}

/**
 * Runs the cleanup after the work, also after an error. If both fail, the error of the work is thrown.
 */
export async function withCleanup<T>(work: () => Promise<T>, cleanup: () => Promise<void>): Promise<T> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    try {
      await cleanup();
    } catch {
      // The first error is the relevant one.
    }
    throw error;
  }
  await cleanup();
  return value;
}
