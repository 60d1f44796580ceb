import { inject } from 'vitest';

import type { TestDatabaseOptions } from '../databases/testing/options.ts';
import { EnvironmentError } from '../support/errors.ts';
import { resolveOptions, type Keep } from './options.ts';
import type { ProvidedRun } from './provided.ts';

/** What tests of this worker ask for unless they say otherwise. */
export interface CurrentRun {
  readonly database: TestDatabaseOptions;
  readonly keep: Keep;
}

/**
 * What the global set-up has provided; without one, what the configuration says, and the first test starts the server.
 *
 * @throws EnvironmentError `TEST_SETUP_FAILED` when the server or the template could not be made; UsageError
 *   `BAD_CONFIGURATION`
 */
export async function currentRun(): Promise<CurrentRun> {
  const provided: ProvidedRun | undefined = inject('elementaldbRun');
  if (provided?.fault !== undefined) {
    throw new EnvironmentError(`no test database could be made: ${provided.fault}`, { code: 'TEST_SETUP_FAILED' });
  }
  if (provided !== undefined) {
    const { keep = 'never', ...options } = provided.options;
    return { database: { ...options, on: provided.server }, keep };
  }
  const { server, run } = await resolveOptions({
    folder: process.cwd(),
    environment: process.env,
    given: inject('elementaldb'),
  });
  const { keep = 'never', ...options } = run;
  return { database: { ...server, ...options }, keep };
}
