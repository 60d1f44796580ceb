import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

/** The layers from the top down: each imports only layers below it, type-only imports included. */
const LAYERS = [
  'cli',
  'vitest',
  'ui',
  'commands',
  'page',
  'report',
  'comparison',
  'energy',
  'verify',
  'lint',
  'client-data',
  'seeding',
  'databases',
  'catalog',
  'findings',
  'migrations',
  'servers',
  'configuration',
  'postgres',
  'sql',
  'support',
];

/** The layers that work on any database; they know nothing of energy. The command line brings the two together. */
const GENERIC = new Set(LAYERS.slice(LAYERS.indexOf('energy') + 1));

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  file: string;
  imported: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

const source = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');

const imports: Import[] = files.flatMap((file) =>
  [...source(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => ({
    file,
    imported: relative(SOURCE, join(SOURCE, dirname(file), match[1] ?? '')),
  })),
);

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  }
  return groups;
}

function filesWith(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(source(file)));
}

/** The layer of a file; the entry points in `src` itself have none. */
function layerOf(file: string): string | undefined {
  return file.includes('/') ? file.split('/')[0] : undefined;
}

/** Groups of files that import one another in a circle: strongly connected components (Tarjan 1972). */
function cycles(): string[][] {
  const next = grouped(imports, ({ file }) => file);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    let lowest = order.get(file) ?? 0;
    stack.push(file);
    for (const { imported } of next.get(file) ?? []) {
      if (!order.has(imported)) {
        lowest = Math.min(lowest, visit(imported));
      } else if (stack.includes(imported)) {
        lowest = Math.min(lowest, order.get(imported) ?? lowest);
      }
    }
    low.set(file, lowest);
    if (lowest === order.get(file)) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1) {
        found.push(component);
      }
    }
    return lowest;
  };
  for (const file of files) {
    if (!order.has(file)) {
      visit(file);
    }
  }
  return found;
}

describe('the layers', () => {
  test('are all known', () => {
    expect(files.filter((file) => layerOf(file) !== undefined && !LAYERS.includes(layerOf(file) ?? ''))).toEqual([]);
  });

  test('import only downwards', () => {
    const upward = imports.filter(({ file, imported }) => {
      const [from, to] = [layerOf(file), layerOf(imported)];
      return from !== undefined && from !== to && (to === undefined || LAYERS.indexOf(to) < LAYERS.indexOf(from));
    });
    expect(upward).toEqual([]);
  });

  test('that work on any database know nothing of energy', () => {
    const offenders = imports.filter(
      ({ file, imported }) => GENERIC.has(layerOf(file) ?? '') && layerOf(imported) === 'energy',
    );
    expect(offenders).toEqual([]);
  });

  test('that judge migrations do not see one another', () => {
    const meeting = imports.filter(({ file, imported }) => layerOf(file) === 'verify' && layerOf(imported) === 'lint');
    expect(meeting).toEqual([]);
  });

  test('have no import cycle, type-only imports included', () => {
    expect(cycles()).toEqual([]);
  });

  test('leave printing and exiting to the command line', () => {
    const offenders = filesWith(/\bconsole\.|process\.(?:exit|stdout|stderr|argv)\b/).filter(
      (file) => !file.startsWith('cli/') && file !== 'vitest/print.ts',
    );
    expect(offenders).toEqual([]);
  });

  test('import vitest in one of them alone, which prints in one place', () => {
    // At the start of a line: the files that init writes are texts.
    expect(
      filesWith(/^(?:import|export|\}).*from '(?:vitest|@vitest)[/']/m).filter((file) => !file.startsWith('vitest/')),
    ).toEqual([]);
    expect(filesWith(/\bconsole\./).filter((file) => file.startsWith('vitest/'))).toEqual(['vitest/print.ts']);
  });

  test('have no file of more than 300 lines, and no folder of more than 20 files', () => {
    expect(files.filter((file) => source(file).split('\n').length > 301)).toEqual([]);
    const folders = grouped(files, dirname);
    expect([...folders].filter(([, inside]) => inside.length > 20).map(([folder]) => folder)).toEqual([]);
  });
});
