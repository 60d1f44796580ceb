import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { REPOSITORY, blocksIn, blocksOf, type Block } from './blocks.ts';

/** What a block uses and another part of its page declares, by the page and the begin of the block. */
const CONTEXT: readonly { page: string; begins: string; wrap: (code: string) => string }[] = [
  { page: 'docs/snapshots.md', begins: 'import { dumpToFile', wrap: (code) => `declare const url: string;\n${code}` },
  {
    page: 'docs/seeding.md',
    begins: 'import { createWorld, seed }',
    wrap: (code) => `declare const url: string;\n${code}`,
  },
  {
    page: 'docs/testing.md',
    begins: 'test: { provide',
    wrap: (code) =>
      `import { defineConfig } from 'vitest/config';\nimport 'elementaldb/vitest';\nexport default defineConfig({ ${code} });`,
  },
  {
    page: 'docs/testing.md',
    begins: 'const withTwoSites',
    wrap: (code) =>
      `import { describe } from 'vitest';\nimport { databaseTest, defineTemplate, sharedDatabaseTest, test } from 'elementaldb/vitest';\n` +
      `const twoSites = defineTemplate('two sites', ({ sql }) => sql\`SELECT 1\`);\n${code}\nexport { withTwoSites, perFile };`,
  },
];

function inContext({ page, code }: Block): string {
  return CONTEXT.find((each) => each.page === page && code.startsWith(each.begins))?.wrap(code) ?? code;
}

const OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'nodenext',
  moduleDetection: 'force',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
};

test('every block of TypeScript has the types of the package', async () => {
  const blocks = [...blocksOf('README.md').filter(({ language }) => language === 'ts'), ...blocksIn('ts')];
  expect(
    CONTEXT.filter(({ page, begins }) => blocks.every((each) => each.page !== page || !each.code.startsWith(begins))),
  ).toEqual([]);
  const project = mkdtempSync(join(tmpdir(), 'elementaldb-test-docs-'));
  try {
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(REPOSITORY, join(project, 'node_modules', 'elementaldb'));
    for (const name of ['@types', 'vitest']) {
      symlinkSync(join(REPOSITORY, 'node_modules', name), join(project, 'node_modules', name));
    }
    for (const block of blocks) {
      writeFileSync(join(project, `${block.page.replaceAll(/\W/g, '-')}-${block.line}.ts`), inContext(block));
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['*.ts'] }));
    const tsc = join(REPOSITORY, 'node_modules', '.bin', 'tsc');
    const errors = await promisify(execFile)(tsc, ['--project', project, '--pretty', 'false'], { cwd: project }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(errors).toBe('');
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});
