import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, test } from 'vitest';

import { makeVitestProject, type VitestProject } from './vitest-project.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

let project: VitestProject;

afterEach(() => project.dispose());

/** The blocks of a document that name the file in which they stand. */
function namedBlocks(document: string): Record<string, string> {
  const text = readFileSync(join(REPOSITORY, document), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, name = '', code = '']) => [name, code]),
  );
}

test('the lines of README.md give a first test that passes, on the migrations of this repository', async () => {
  project = makeVitestProject({});
  const migrations = join(project.sandbox.folder, 'migrations');
  rmSync(migrations, { recursive: true });
  cpSync(join(REPOSITORY, 'migrations'), migrations, { recursive: true });
  project.sandbox.write(namedBlocks('README.md'));
  const { passed, output } = await project.run();
  expect(passed, output).toEqual(['a client has a name']);
  await project.nothingLeft();
});

test('the lines of docs/testing.md do too', async () => {
  project = makeVitestProject({
    'migrations/000003_site.up.sql': 'CREATE TABLE site (name text);',
    'migrations/000003_site.down.sql': 'DROP TABLE site;',
    ...namedBlocks('docs/testing.md'),
  });
  const { passed, output } = await project.run();
  expect(passed, output).toEqual(['a site has a name']);
});
