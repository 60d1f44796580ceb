import { ElementalError } from '../support/errors.ts';

/** Has an error of ours say how to mend it in its message, since that is all that vitest shows of an error in a test. */
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
