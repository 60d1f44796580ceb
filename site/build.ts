/**
 * Builds the documentation site into site/dist: the working tree as `next`, and every release that has a tag. Its first page leads to the
 * newest release. `--base /path/` names where it will be served; `/` by default.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SITE = fileURLToPath(new URL('.', import.meta.url));
const REPOSITORY = join(SITE, '..');
const OUT = join(SITE, 'dist');

/** The texts of a release while its pages are built: inside the repository, so that the packages which pages import are found. */
const RELEASE = join(OUT, '.release');

const { values } = parseArgs({ options: { base: { type: 'string', default: '/' } } });
const base = values.base.replace(/\/*$/, '/');

// By default git takes v1.0.0-rc.1 for newer than v1.0.0.
const releases = git('-c', 'versionsort.suffix=-', 'tag', '--list', 'v*', '--sort=-version:refname')
  .split('\n')
  .filter((tag) => tag !== '');
const versions = ['next', ...releases];

rmSync(OUT, { recursive: true, force: true });
build('next', REPOSITORY);
for (const release of releases) {
  mkdirSync(RELEASE);
  try {
    const archive = join(RELEASE, 'source.tar');
    git('archive', '--output', archive, release);
    execFileSync('tar', ['-xf', archive, '-C', RELEASE]);
    build(release, RELEASE);
  } finally {
    rmSync(RELEASE, { recursive: true, force: true });
  }
}
const [newest = 'next'] = releases;
mkdirSync(OUT, { recursive: true });
writeFileSync(
  join(OUT, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>elementaldb</title><meta http-equiv="refresh" content="0; url=${newest}/"><a href="${newest}/">elementaldb</a>\n`,
);

function build(version: string, source: string): void {
  const vitepress = join(createRequire(import.meta.url).resolve('vitepress/package.json'), '..', 'bin', 'vitepress.js');
  const env = {
    ...process.env,
    SITE_SOURCE: source,
    SITE_BASE: base,
    SITE_VERSION: version,
    SITE_VERSIONS: versions.join(','),
  };
  const { status } = spawnSync(process.execPath, [vitepress, 'build', SITE], { env, stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`the site of ${version} could not be built; the reason stands above`);
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' });
}
