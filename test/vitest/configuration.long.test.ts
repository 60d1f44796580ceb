import { expect, test } from 'vitest';

import { makeVitestProject } from './vitest-project.ts';

test('the role and the settings of the configuration file reach workers, also on a server for some files alone', async () => {
  const project = makeVitestProject({
    'elementaldb.config.json': `{ "user": "app", "settings": { "scram_iterations": "4096" } }`,
    'migrations/000003_app.up.sql': `CREATE ROLE app LOGIN; GRANT ALL ON SCHEMA public TO app;`,
    'migrations/000003_app.down.sql': 'DROP OWNED BY app; DROP ROLE app;',
    'run.test.ts': `
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('the role of the run', async ({ db }) => {
  const found = await db.sql\`SELECT current_user::text AS role, current_setting('scram_iterations') AS iterations\`;
  expect(found).toEqual([{ role: 'app', iterations: '4096' }]);
});
`,
  });
  try {
    const { output, passed } = await project.run();
    expect(passed, output).toEqual(['the role of the run']);
    await project.nothingLeft();
  } finally {
    await project.dispose();
  }
});
