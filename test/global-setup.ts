import type { TestProject } from 'vitest/node';

import { startChosenServer } from './chosen-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection string of a server on which tests may create databases. */
    serverUrl: string;
  }
}

/** One server for the run, started by the toolkit itself. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startChosenServer();
  project.provide('serverUrl', server.connectionString());
  return () => server.stop();
}
