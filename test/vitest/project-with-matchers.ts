import { afterAll, beforeAll } from 'vitest';

import { CONFIGURATION, makeVitestProject, type VitestProject } from './vitest-project.ts';

const WITH_MATCHERS = CONFIGURATION.replace(
  'test: {',
  "test: { setupFiles: ['elementaldb/vitest/matchers'], testTimeout: 60_000,",
);

export let project: VitestProject;

/** A project with vitest and the built package. */
export function useProject(): void {
  beforeAll(() => {
    project = makeVitestProject({ 'vitest.config.ts': WITH_MATCHERS });
  });

  afterAll(() => project.dispose());
}
