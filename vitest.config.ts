import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

/** Node itself loads the built program: that is fast, and what users run. */
const BUILT_AS_IT_IS = { deps: { external: [/\/dist\//] } };

/**
 * Tests that need PostgreSQL end in `.pg.test.ts`, those that run the built program in `.cli.test.ts`, those that need
 * containers in `.docker.test.ts`, those that need the system's Chromium in `.browser.test.ts`: these are skipped, saying
 * why, where no engine answers or no browser is. What takes long (several releases, real extensions, many rounds) ends in
 * `.long.test.ts`. `npm test` runs the first three kinds, `npm run test:all` all of them.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/skipped-reporter.ts'],
    // A test mostly waits for PostgreSQL or for a program: more of them than cores are worth while.
    maxWorkers: Math.max(3, availableParallelism()),
    projects: [
      {
        test: {
          name: 'unit',
          // Files share no state, only modules, whose loading takes half of their time.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['pg', 'cli', 'docker', 'long', 'browser'].map((kind) => `test/**/*.${kind}.test.ts`),
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'postgres',
          isolate: false,
          include: ['test/**/*.pg.test.ts'],
          globalSetup: ['test/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/**/*.cli.test.ts'],
          server: BUILT_AS_IT_IS,
          globalSetup: ['test/cli/build.ts', 'test/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          server: BUILT_AS_IT_IS,
          globalSetup: ['test/cli/build.ts', 'test/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['test/**/*.docker.test.ts'],
          globalSetup: ['test/docker/setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
