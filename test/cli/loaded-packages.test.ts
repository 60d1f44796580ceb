import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../src/cli/', import.meta.url));

/** Packages that only synthetic energy data and their files need. */
const HEAVY = ['@faker-js/faker', '@observablehq/plot', 'hyparquet-writer', 'apache-arrow'];

/** What a module loads when it is loaded itself: all static imports, but not those of types, nor `import()`. */
function importsOf(file: string): string[] {
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?!type\s)[^;]*?from\s'([^']+)';|^import\s'([^']+)';/gm,
  );
  return [...statements].flatMap(([statement, from, alone]) => {
    const onlyTypes = /^(?:import|export)\s\{\s*(?:type\s[^,}]+,?\s*)+\}/.test(statement);
    return onlyTypes ? [] : [from ?? alone ?? ''];
  });
}

/** The packages that are loaded with a module. */
function packagesOf(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) {
      return;
    }
    seen.add(file);
    for (const imported of importsOf(file)) {
      if (imported.startsWith('.')) {
        visit(join(dirname(file), imported));
      } else {
        packages.add(imported);
      }
    }
  };
  visit(entry);
  return packages;
}

function heavyIn(packages: ReadonlySet<string>): string[] {
  return [...packages].filter((name) => HEAVY.some((heavy) => name.startsWith(heavy)));
}

test.each([
  'main',
  'start',
  'verify',
  'lint',
  'check',
  'migrate/migrate',
  'lease/lease',
  'comparison/diff',
  'client-data/client-data',
  'servers/servers',
  'snapshot',
  'image',
  'seed/seed',
])('the command file %s.ts does not load the packages of synthetic data', (name) => {
  const packages = packagesOf(join(CLI, `${name}.ts`));
  expect(packages).toContain(name === 'main' ? 'commander' : 'node:path');
  expect(heavyIn(packages)).toEqual([]);
});

test('the energy entry point loads them only when names or charts are made', () => {
  expect(heavyIn(packagesOf(join(CLI, '../energy.ts')))).toEqual([]);
});
