import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { makeVitestProject } from './vitest-project.ts';

test('the files that init writes for jest give each test a database of its own, and nothing is left', async () => {
  const project = makeVitestProject({ 'package.json': '{ "devDependencies": { "jest": "30" } }' });
  const { sandbox } = project;
  try {
    expect((await sandbox.run(['init', '--yes', '--json'])).exitCode).toBe(0);
    // jest's functions, as far as the files use them, from Node: jest itself runs in .ci/examples.mjs.
    sandbox.write({
      'node_modules/@jest/globals/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/@jest/globals/index.js': `
        import assert from 'node:assert/strict';
        export { after as afterAll, afterEach, test } from 'node:test';
        export const expect = (value) => ({ toEqual: (other) => assert.deepEqual(value, other) });
      `,
      'run.mjs': `
        import setup from './test/global-setup.mjs';
        import teardown from './test/global-teardown.mjs';
        import { spawnSync } from 'node:child_process';
        await setup();
        const args = ['--test', '--test-reporter=tap', 'test/database.test.mjs'];
        const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
        await teardown();
        console.log(stdout);
        process.exitCode = status;
      `,
    });
    const output = execFileSync(process.execPath, ['run.mjs'], {
      cwd: sandbox.folder,
      env: sandbox.env,
      encoding: 'utf8',
    });
    expect(output).toMatch(/^# pass 2$/m);
    expect(readFileSync(join(sandbox.folder, 'jest.config.mjs'), 'utf8')).toContain('./test/global-setup.mjs');
    await project.nothingLeft();
  } finally {
    await project.dispose();
  }
});
