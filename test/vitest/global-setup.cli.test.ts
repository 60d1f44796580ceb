import { expect, test } from 'vitest';

import { CONFIGURATION } from './vitest-project.ts';
import { METERS, project, useProject } from './meter-tests.ts';

useProject();

test('workers that are not isolated, and tests at the same time, have their own too', async () => {
  project.sandbox.write({ 'c.test.ts': METERS.replace("test('meter", "test.concurrent('meter") });
  const { output, passed } = await project.run(['--no-isolate', '--max-workers=2']);
  expect(passed, output).toHaveLength(9);
});

test('options that mean nothing are named, all together, and no test runs', async () => {
  project.sandbox.write({
    'vitest.config.ts': CONFIGURATION.replace(
      'globalSetup',
      "provide: { elementaldb: { template: 'sown', keep: 'always' } }, globalSetup",
    ),
  });
  const { output, exitCode, passed } = await project.run();
  expect(exitCode).toBe(1);
  expect(passed).toEqual([]);
  expect(output).toContain('test.provide.elementaldb.template must be one of empty, migrated, client-data');
  expect(output).toContain('test.provide.elementaldb.keep must be never or on-failure');
});

test('a migration that fails fails each test that asks for a database, with its error, and nothing is left', async () => {
  project.sandbox.write({
    'sum.test.ts': `import { expect, test } from 'vitest'; test('adds', () => expect(1 + 1).toBe(2));`,
    'migrations/000003_broken.up.sql': 'CREATE TABLE yard (id integr);',
    'migrations/000003_broken.down.sql': 'DROP TABLE yard;',
  });
  const { output, exitCode, passed, failed } = await project.run();
  expect(exitCode).toBe(1);
  expect(passed).toEqual(['adds']);
  expect(failed).toHaveLength(6);
  expect(output).toContain('000003_broken.up.sql:1:23');
  expect(output).toMatch(/CREATE TABLE yard \(id integr\);\n +\| +\^/);
  expect(output).toContain('type "integr" does not exist');
  await project.nothingLeft();
});
