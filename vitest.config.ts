import { defineConfig } from 'vitest/config';

/**
 * Tests that need PostgreSQL end in `.pg.test.ts`, those that run the built program in `.cli.test.ts`, those that need
 * containers in `.docker.test.ts`: these are skipped, saying why, where no engine answers.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/skipped-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.pg.test.ts', 'test/**/*.cli.test.ts', 'test/**/*.docker.test.ts'],
        },
      },
      {
        test: {
          name: 'postgres',
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
          globalSetup: ['test/cli/build.ts', 'test/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
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
