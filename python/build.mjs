/**
 * Builds the wheels `elementaldb` and `pytest-elementaldb` into a folder, `python/dist` by default, and prints their sizes:
 * `node python/build.mjs [FOLDER]`, after `npm ci`. Needs python3 with pip.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(REPOSITORY, 'node_modules');
const CHARTING = join(REPOSITORY, 'dist', 'charting');
const OUT = resolve(process.argv[2] ?? join(REPOSITORY, 'python', 'dist'));
const { name, version, type, license } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

/** Packages that the program loads by name at run time, each as one file. Optional ones for exports are among them. */
const LOADED_BY_NAME = [
  ['@faker-js/faker', 'locale/en_GB', 'cjs'],
  ['hyparquet-writer', 'index', 'esm'],
  ['fflate', 'index', 'esm'],
  ['write-excel-file', 'node', 'esm'],
];

/** Modules that start threads, beside the program itself. */
const ENTRIES = ['cli/main', 'energy/seed/seed-worker', 'energy/seed/export-worker'];

/** Folders of packages in the bundle, for their licenses. */
const packages = new Set();

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-wheels-'));
try {
  mkdirSync(OUT, { recursive: true });
  const command = stage('elementaldb');
  await bundle(join(command, 'src', 'elementaldb', 'js'));
  writeFileSync(join(command, 'THIRD-PARTY-LICENSES'), licenses());
  for (const folder of [command, stage('pytest-elementaldb')]) {
    wheel(folder);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** A copy of a project with the version and the license of the package. */
function stage(project) {
  const folder = join(scratch, project);
  cpSync(join(REPOSITORY, 'python', project), folder, { recursive: true });
  cpSync(join(REPOSITORY, 'LICENSE'), join(folder, 'LICENSE'));
  const file = join(folder, 'pyproject.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(==?\s?"?)0\.0\.0\b/g, `$1${version}`));
  return folder;
}

/** The program as the npm package has it: `package.json` two folders above each module. */
async function bundle(target) {
  await esbuild({
    entryPoints: ENTRIES.map((entry) => join(REPOSITORY, 'src', `${entry}.ts`)),
    outbase: join(REPOSITORY, 'src'),
    outdir: join(target, 'dist'),
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    // Optional packages, which the program reports as missing.
    external: ['pg-native', 'tsx', 'tsx/*', '@testcontainers/postgresql', 'testcontainers'],
  });
  for (const [module, entry, format] of LOADED_BY_NAME) {
    await carry(module, entry, format, join(target, 'node_modules', module));
  }
  cpSync(join(MODULES, 'libpg-query'), join(target, 'node_modules', 'libpg-query'), {
    recursive: true,
    filter: (file) => !/\.d\.ts$|README/.test(file),
  });
  packages.add(join(MODULES, 'libpg-query'));
  run('npm', ['run', '--silent', 'charting']);
  cpSync(CHARTING, join(target, 'dist', 'charting'), { recursive: true });
  for (const folder of ['docker', 'examples/go/dbtest']) {
    cpSync(join(REPOSITORY, folder), join(target, folder), { recursive: true });
  }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name, version, type, license }, undefined, 2)}\n`);
}

/** A package as one file under its name. */
async function carry(module, entry, format, target) {
  const [from, exported] = entry === 'index' ? [module, '.'] : [`${module}/${entry}`, `./${entry}`];
  const ending = format === 'cjs' ? '.cjs' : '.mjs';
  await esbuild({
    entryPoints: [{ in: from, out: entry }],
    outdir: target,
    outExtension: { '.js': ending },
    format,
  });
  const exports = { [exported]: `./${entry}${ending}` };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name: module, exports })}\n`);
}

async function esbuild(options) {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none', // They are in THIRD-PARTY-LICENSES.
    metafile: true,
    absWorkingDir: REPOSITORY,
    // package.json names the files of the build that have side effects, not the sources.
    ignoreAnnotations: true,
    logLevel: 'warning',
    // CommonJS modules in an ES module.
    ...(options.format === 'esm' && {
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    }),
    ...options,
  });
  for (const input of Object.keys(metafile.inputs)) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) {
      packages.add(join(REPOSITORY, folder));
    }
  }
}

/** The licenses of all that is in the bundle. Fails for a package without one. */
function licenses() {
  const texts = [...packages]
    .toSorted((a, b) => a.localeCompare(b))
    .map((folder) => {
      const {
        name: module,
        version: edition,
        license: kind,
      } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
      if (files.length === 0 && kind === undefined) {
        throw new Error(`${folder} has no license`);
      }
      return [
        `${module} ${edition}: ${kind}`,
        ...files.map((file) => readFileSync(join(folder, file), 'utf8').trim()),
      ].join('\n\n');
    });
  const charting = readFileSync(join(CHARTING, 'LICENSE'), 'utf8').trim();
  return `${[...texts, charting].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function wheel(folder) {
  run('python3', ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', OUT, folder]);
  const built = readdirSync(OUT).find((file) =>
    file.startsWith(`${basename(folder).replaceAll('-', '_')}-${version}-`),
  );
  console.log(`${built}: ${(statSync(join(OUT, built)).size / 1e6).toFixed(1)} MB`);
}

function run(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: REPOSITORY, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
}
