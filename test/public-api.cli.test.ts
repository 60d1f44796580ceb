import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

/** The declarations are what a consumer's compiler reads, so they are what is looked at here. */
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const MANIFEST: { exports: Record<string, { types: string; default: string } | string> } = JSON.parse(
  readFileSync(join(REPOSITORY, 'package.json'), 'utf8'),
);
const ENTRY_POINTS = Object.entries(MANIFEST.exports).flatMap(([subpath, entry]) =>
  typeof entry === 'string' ? [] : [[subpath, entry.types.replace('./dist/', '')] as const],
);

/** Where the build has put them. */
const FOLDER = join(REPOSITORY, 'dist');

interface Declared {
  file: string;
  text: string;
}

/** The name of a declaration, in the file that has it. */
interface Named {
  file: string;
  name: string;
}

interface Declarations {
  declared: Map<string, string>;
  /** Names imported, or exported again, from another file of ours. */
  from: Map<string, Named>;
  exported: Map<string, Named>;
  /** Files of which everything is exported. */
  all: string[];
}

const known = new Map<string, Declarations>();

function read(file: string): Declarations {
  const there = known.get(file);
  if (there !== undefined) {
    return there;
  }
  const text = readFileSync(join(FOLDER, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
  const here: Declarations = { declared: new Map(), from: new Map(), exported: new Map(), all: [] };
  known.set(file, here);
  const at = (specifier: string): string => join(dirname(file), specifier).replace(/\.(?:ts|js)$/, '.d.ts');
  for (const [, kind, names = '', specifier] of text.matchAll(
    /^(import|export)(?: type)? \{([^}]*)\}(?: from '(\.[^']+)')?/gm,
  )) {
    for (const each of names.split(',').filter((name) => name.trim() !== '')) {
      const [name = '', as = name] = each
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      const named = { file: specifier === undefined ? file : at(specifier), name };
      (kind === 'export' ? here.exported : here.from).set(as, named);
    }
  }
  for (const [, specifier = ''] of text.matchAll(/^export (?:type )?\* from '(\.[^']+)'/gm)) {
    here.all.push(at(specifier));
  }
  const pattern = /^(export )?(?:default )?(?:declare )?(?:abstract )?(?:function|interface|type|class|const) (\w+)/;
  for (const part of text.split(/\n(?=\S)(?![}\])])/)) {
    const [, exported, name = ''] = pattern.exec(part) ?? [];
    if (name !== '') {
      here.declared.set(name, `${here.declared.get(name) ?? ''}${part}`);
      if (exported !== undefined) {
        here.exported.set(name, { file, name });
      }
    }
  }
  return here;
}

/** What an entry point exports, by the names it has there, as `file name`. */
function exportsOf(file: string): Map<string, Named> {
  const { exported, all } = read(file);
  return new Map([...all.flatMap((each) => [...exportsOf(each)]), ...exported]);
}

/** Where a name that a file uses is declared; undefined for a type of the language or of another package. */
function resolve({ file, name }: Named): (Declared & Named) | undefined {
  const { declared, from, exported, all } = read(file);
  const text = declared.get(name);
  if (text !== undefined) {
    return { file, name, text };
  }
  const next = from.get(name) ?? exported.get(name);
  if (next !== undefined && !(next.file === file && next.name === name)) {
    return resolve(next);
  }
  return all.map((each) => resolve({ file: each, name })).find((each) => each !== undefined);
}

/** The types that a declaration mentions outside of its private members; names of values are all capitals. */
function mentioned({ file, text }: Declared): Named[] {
  const visible = text.replaceAll(/^\s+(?:#|private ).*$/gm, '').replaceAll(/'[^'\n]*'/g, '');
  return [...new Set(visible.match(/\b[A-Z]\w*[a-z]\w*/g))].map((name) => ({ file, name }));
}

/** The matchers take options of `verifyMigrations`, whose types have an entry point of their own. */
const ALSO: Record<string, string[]> = { './vitest/matchers': ['verify.d.ts'] };

test.each(ENTRY_POINTS)('%s exports every type that its exports mention', (subpath, entry) => {
  const exported = [...exportsOf(entry).values()].map((named) => resolve(named)).filter((each) => each !== undefined);
  const elsewhere = (ALSO[subpath] ?? []).flatMap((each) => [...exportsOf(each).values()]);
  const nameable = [...exported, ...elsewhere.map((named) => resolve(named)).filter((each) => each !== undefined)];
  const reachable = new Set(nameable.map(({ file, name }) => `${file} ${name}`));
  const missing = exported.flatMap((each) =>
    mentioned(each)
      .map((named) => resolve(named))
      .filter((type) => type !== undefined && !reachable.has(`${type.file} ${type.name}`))
      .map((type) => `${type?.name} (${type?.file}), mentioned by ${each.name}`),
  );
  expect(missing.toSorted()).toEqual([]);
});
