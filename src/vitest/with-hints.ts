import { ElementalError } from '../support/errors.ts';

/** Has an error of ours say how to fix it in its message, since that is all that vitest shows of an error in a test. */
export async function withHints<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ElementalError && error.hint !== undefined && !error.message.endsWith(error.hint)) {
      error.message = `${error.message}\n${error.hint}`;
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
