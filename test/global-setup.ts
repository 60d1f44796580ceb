import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection string of a server on which tests may create databases. */
    serverUrl: string;
  }
}

export default function setup(project: TestProject): void {
  project.provide('serverUrl', process.env['DEV_SERVER_URL'] ?? 'postgresql://python@127.0.0.1:54001/postgres');
}
