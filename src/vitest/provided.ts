import type { TestServerDescription } from '../databases/testing/description.ts';
import type { VitestOptions, WorkerOptions } from './options.ts';

/** What the global set-up gives to the workers: the server of the run, or why there is none. It holds the password. */
export type ProvidedRun =
  | { server: TestServerDescription; options: WorkerOptions; fault?: undefined }
  | { fault: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** Options for `elementaldb/vitest`, written at `test.provide` in the configuration of vitest. */
    elementaldb?: VitestOptions;
    /** Put there by `elementaldb/vitest/global-setup`. */
    elementaldbRun?: ProvidedRun;
  }
}
