import { firstPath } from './inspect.ts';
import { presentStep, stepFor, type Situation, type Step } from './step.ts';

const GLOBAL_SETUP = "globalSetup: ['elementaldb/vitest/global-setup']";

const CONFIGURATION = `import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    ${GLOBAL_SETUP},
  },
});
`;

const TEST = `import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';

test('a test database has all migrations applied', async ({ db }) => {
  const ledger = await db.sql\`SELECT dirty FROM schema_migrations\`;
  expect(ledger).toEqual([{ dirty: false }]);
  await db.sql\`CREATE TABLE only_in_this_test (n integer)\`;
});

test('another test sees nothing of it', async ({ db }) => {
  const found = await db.sql\`SELECT to_regclass('only_in_this_test') AS name\`;
  expect(found).toEqual([{ name: null }]);
});
`;

/** The set-up of vitest and a first test. */
export function planVitest({ repository, found }: Situation): Step[] {
  const isTyped = found.languages.includes('TypeScript');
  const isModule = found.packageJson?.isModule === true;
  const ending = isTyped ? 'ts' : 'js';
  const why = 'starts the server once for all tests';
  // A configuration of vitest hides that of Vite, so it is not written beside one.
  const existing =
    firstPath(repository, /^vitest\.config\.\w+$/) ??
    firstPath(repository, /^vitest\.workspace\.\w+$/) ??
    firstPath(repository, /^vite\.config\.\w+$/);
  return [
    existing === undefined
      ? stepFor(repository, {
          path: `vitest.config.${isModule ? '' : 'm'}${ending}`,
          why,
          content: CONFIGURATION,
        })
      : repository.text(existing).includes('elementaldb')
        ? presentStep(existing, why)
        : { path: existing, why, action: 'add', content: `test: { ${GLOBAL_SETUP} },\n` },
    stepFor(repository, {
      path: `${found.tests}/database.test.${ending}`,
      why: 'a first test with a database of its own',
      content: TEST,
    }),
  ];
}
