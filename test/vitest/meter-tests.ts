import { afterEach, beforeEach } from 'vitest';

import { makeVitestProject, type VitestProject } from './vitest-project.ts';

/** A test file that writes, and that would see what any other test has written. */
export const METERS = `
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
for (const n of [1, 2, 3]) {
  test('meter ' + n, async ({ db }) => {
    expect(await db.sql\`SELECT count(*)::int AS n FROM meter\`).toEqual([{ n: 2 }]);
    await db.sql\`DELETE FROM meter\`;
  });
}
`;

export let project: VitestProject;

/** A project with vitest and the built package. */
export function useProject(): void {
  beforeEach(() => {
    project = makeVitestProject({ 'a.test.ts': METERS, 'b.test.ts': METERS });
  });

  afterEach(() => project.dispose());
}
