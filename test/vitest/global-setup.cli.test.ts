import { afterEach, expect, test } from 'vitest';

import { makeVitestProject, type VitestProject } from './vitest-project.ts';

/** A test file that writes, and that would see what any other test has written. */
const METERS = `
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
for (const n of [1, 2, 3]) {
  test('meter ' + n, async ({ db }) => {
    expect(await db.sql\`SELECT count(*)::int AS n FROM meter\`).toEqual([{ n: 2 }]);
    await db.sql\`DELETE FROM meter\`;
  });
}
`;

let project: VitestProject;

afterEach(() => project.dispose());

test.each(['threads', 'forks', 'vmThreads', 'vmForks'])('each test has its database in %s', async (pool) => {
  project = makeVitestProject({ 'a.test.ts': METERS, 'b.test.ts': METERS });
  const { output, passed, exitCode } = await project.run([`--pool=${pool}`]);
  expect(exitCode, output).toBe(0);
  expect(passed).toHaveLength(6);
  await project.nothingLeft();
});
