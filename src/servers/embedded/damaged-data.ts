import { isDamagedData } from '../../postgres/sqlstate.ts';
import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { cacheFolder } from '../../support/folders.ts';
import { dropAllCachedData } from './data-cache.ts';

/**
 * Where PostgreSQL reports damaged data, a cached data directory may be the cause, which nothing else notices: all are
 * removed, and the error says so. Returns other errors unchanged.
 */
export function explainDamagedData(thrown: unknown): unknown {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (isDamagedData(codeOf(error))) {
      dropAllCachedData(cacheFolder());
      return new EnvironmentError(`PostgreSQL found damaged data: ${messageOf(error)}`, {
        code: 'DATA_DAMAGED',
        hint: 'Run the command again: the cached data directories were removed, and the next start creates them again. A server that is not ours needs its backup.',
        cause: thrown,
      });
    }
  }
  return thrown;
}
