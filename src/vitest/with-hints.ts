import { MigrationSqlError, renderSqlError } from '../migrations/runner/sql-error.ts';
import { hidePasswords } from '../postgres/safe-url.ts';
import { ElementalError, messageOf } from '../support/errors.ts';

/**
 * What an error says, without passwords: for SQL of a migration with the place in the file, for an error of ours with how to
 * fix it.
 */
export function textOf(error: unknown): string {
  if (error instanceof MigrationSqlError) {
    return hidePasswords(renderSqlError(error));
  }
  const hint = error instanceof ElementalError ? error.hint : undefined;
  return hidePasswords(hint === undefined ? messageOf(error) : `${messageOf(error)}\n${hint}`);
}

/** The errors whose message is already the whole text: several tests may get the same error. */
const told = new WeakSet<ElementalError>();

/** Has the message of an error of ours say all, since it is all that vitest shows of an error in a test. */
export async function withHints<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ElementalError && !told.has(error)) {
      error.message = textOf(error);
      told.add(error);
    }
    throw error;
  }
}

/**
 * The same for the set-up, where no line of the user's is in the stack: what we have explained is shown without it, and
 * without the error that it comes from.
 */
export async function withPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await withHints(work);
  } catch (error) {
    if (error instanceof ElementalError) {
      error.stack = `${error.name}: ${error.message}`;
      Reflect.deleteProperty(error, 'cause');
    }
    throw error;
  }
}
