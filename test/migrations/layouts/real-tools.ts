import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import type { OtherLayout } from '../../../src/configuration/layout.ts';
import { messageOf } from '../../../src/support/errors.ts';

const run = promisify(execFile);

/** Applies all migrations of a folder; rejects where the tool fails. */
export type ApplyAll = (folder: string, url: string) => Promise<unknown>;

interface RealTool {
  /** Its own table, which is not compared. */
  ledger: string;
  /** The program: on the PATH, or from a registry. */
  program: string;
  install?: (folder: string) => Promise<string>;
  args: (folder: string, url: string) => string[];
  env?: (url: string) => Record<string, string>;
}

/** Where programs from registries stay between runs. */
const CACHE = join(tmpdir(), 'elementaldb-real-tools');

async function fromNpm(name: string, version: string, also: string[] = []): Promise<string> {
  const folder = join(CACHE, `npm-${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`, ...also]);
  return join(folder, 'node_modules/.bin', name);
}

async function fromGo(path: string, name: string): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const tags = 'no_clickhouse,no_libsql,no_mssql,no_mysql,no_sqlite3,no_vertica,no_ydb';
  await run('go', ['install', '-tags', tags, path], { env: { ...process.env, GOBIN: CACHE, CGO_ENABLED: '0' } });
  return join(CACHE, name);
}

const TOOLS: Partial<Record<OtherLayout, RealTool>> = {
  dbmate: {
    ledger: 'public.schema_migrations',
    program: 'dbmate',
    install: () => fromNpm('dbmate', '2.36.0'),
    args: (folder, url) => [
      '--url',
      `${url}?sslmode=disable`,
      '--migrations-dir',
      folder,
      '--no-dump-schema',
      'migrate',
    ],
  },
  goose: {
    ledger: 'public.goose_db_version',
    program: 'goose',
    install: () => fromGo('github.com/pressly/goose/v3/cmd/goose@v3.30.1', 'goose'),
    args: (folder, url) => ['-dir', folder, 'postgres', url, 'up'],
  },
  sqlx: {
    ledger: 'public._sqlx_migrations',
    program: 'sqlx',
    args: (folder, url) => ['migrate', 'run', '--source', folder, '--database-url', url],
  },
  'node-pg-migrate': {
    ledger: 'public.pgmigrations',
    program: 'node-pg-migrate',
    install: () => fromNpm('node-pg-migrate', '7.9.1', ['pg@8']),
    args: (folder) => ['up', '--migrations-dir', folder],
    env: (url) => ({ DATABASE_URL: url }),
  },
  flyway: {
    ledger: 'public.flyway_schema_history',
    program: 'flyway',
    args: (folder, url) => {
      const { host, pathname, username, password } = new URL(url);
      const login = [`-user=${username}`, `-password=${password}`];
      return [`-url=jdbc:postgresql://${host}${pathname}`, ...login, `-locations=filesystem:${folder}`, 'migrate'];
    },
  },
  refinery: {
    ledger: 'public.refinery_schema_history',
    program: 'refinery',
    args: (folder) => ['migrate', '-e', 'DATABASE_URL', '-p', folder],
    env: (url) => ({ DATABASE_URL: url }),
  },
  diesel: {
    ledger: 'public.__diesel_schema_migrations',
    program: 'diesel',
    args: (folder, url) => ['migration', 'run', '--migration-dir', folder, '--database-url', url],
  },
};

/** The real tool of a layout, or why it cannot be had here. */
export async function realTool(
  layout: OtherLayout,
): Promise<{ applyAll: ApplyAll; ledger: string } | { missing: string }> {
  const tool = TOOLS[layout];
  if (tool === undefined) {
    return { missing: `no single tool has the layout ${layout}` };
  }
  const installed = [CACHE, join(CACHE, `npm-${tool.program}`, 'node_modules/.bin')];
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...installed].map((folder) =>
    join(folder, tool.program),
  );
  const found = await Promise.all(
    places.map((place) =>
      access(place).then(
        () => [place],
        () => [],
      ),
    ),
  );
  const [present] = found.flat();
  await mkdir(CACHE, { recursive: true });
  try {
    const program = present ?? (await tool.install?.(CACHE));
    if (program === undefined) {
      return { missing: `${tool.program} is not on the PATH` };
    }
    return {
      ledger: tool.ledger,
      applyAll: (folder, url) =>
        run(program, tool.args(folder, url), { cwd: CACHE, env: { ...process.env, ...tool.env?.(url) } }),
    };
  } catch (error) {
    return { missing: `${tool.program} is not on the PATH, and cannot be installed: ${messageOf(error)}` };
  }
}
