import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The files of the package, as npm would pack them, without the build. */
function packedFiles(): Set<string> {
  const printed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const [pack]: { files: { path: string }[] }[] = JSON.parse(printed);
  return new Set(pack?.files.map(({ path }) => path));
}

/** The id that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

const known = new Map<string, Set<string>>();

function anchorsIn(document: string): Set<string> {
  const headings = known.has(document) ? [] : readFileSync(join(ROOT, document), 'utf8').matchAll(/^#+ (.+)$/gm);
  const anchors = known.get(document) ?? new Set([...headings].map(([, heading = '']) => anchorOf(heading)));
  known.set(document, anchors);
  return anchors;
}

test('every link in a packed document leads to a packed file, and to a heading that it has', () => {
  const files = packedFiles();
  const documents = [...files].filter((file) => file.endsWith('.md') && !file.startsWith('node_modules/'));
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/testing.md']));
  const broken: string[] = [];
  let seen = 0;
  for (const document of documents) {
    const text = readFileSync(join(ROOT, document), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) {
        continue;
      }
      seen += 1;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : posix.join(posix.dirname(document), path).replace(/\/$/, '');
      const isThere = files.has(target) || [...files].some((file) => file.startsWith(`${target}/`));
      const hasAnchor = anchor === undefined || !files.has(target) || anchorsIn(target).has(anchor);
      if (!isThere || !hasAnchor) {
        broken.push(`${document}: ${link}`);
      }
    }
  }
  expect(seen).toBeGreaterThan(50);
  expect(broken).toEqual([]);
}, 60_000);

test('no package that is installed with this one brings a program of its own', () => {
  const {
    packages,
  }: { packages: Record<string, { bin?: object; dev?: boolean; devOptional?: boolean; inBundle?: boolean }> } =
    JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  // `devOptional`: wanted by a development dependency or an optional peer. `inBundle`: within the packed package, where npm
  // makes no links to programs.
  const installed = Object.entries(packages).filter(
    ([, { dev, devOptional, inBundle }]) => dev !== true && devOptional !== true && inBundle !== true,
  );
  expect(installed.length).toBeGreaterThan(10);
  const programs = installed.flatMap(([path, { bin = {} }]) => Object.keys(bin).map((name) => `${path}: ${name}`));
  expect(programs).toEqual([': elementaldb']);
});
