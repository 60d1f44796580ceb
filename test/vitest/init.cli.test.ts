import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { jsonOf } from '../cli/run-cli.ts';
import { makeVitestProject } from './vitest-project.ts';

const NAMES = ['a test database has all migrations applied', 'another test sees nothing of it'];

test('what init writes for vitest passes at once, and fails without the migrations', async () => {
  const project = makeVitestProject({
    'package.json': '{ "type": "module", "devDependencies": { "vitest": "4", "typescript": "5" } }',
  });
  const { sandbox } = project;
  try {
    rmSync(join(sandbox.folder, 'vitest.config.ts'));
    const { files } = jsonOf(await sandbox.run(['init', '--yes', '--json']));
    expect(files).toMatchObject([
      { path: 'vitest.config.ts', status: 'written' },
      { path: 'test/database.test.ts', status: 'written' },
      { path: '.pre-commit-config.yaml', status: 'written' },
    ]);
    const passing = await project.run();
    expect(passing, passing.output).toMatchObject({ exitCode: 0, passed: NAMES });
    sandbox.write({ 'migrations/000001_meter.up.sql': 'broken' });
    expect(await project.run()).toMatchObject({ exitCode: 1, passed: [], failed: NAMES });
    await project.nothingLeft();
  } finally {
    await project.dispose();
  }
});
