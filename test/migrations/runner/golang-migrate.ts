import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { codeOf, messageOf } from '../../../src/support/errors.ts';

const run = promisify(execFile);

/** What production runs; the compatibility tests are about this one. */
const VERSION = 'v4.20.1';

export interface Said {
  exitCode: number;
  /** What it printed on either stream. */
  output: string;
}

/** The real golang-migrate, on one folder and one database. */
export type GolangMigrate = (folder: string, url: string, ...args: string[]) => Promise<Said>;

/**
 * Finds the binary in `GOLANG_MIGRATE` or on the PATH, or builds it with Go; if that fails, `missing` says why.
 */
export async function golangMigrate(): Promise<{ migrate: GolangMigrate; program: string } | { missing: string }> {
  const named = process.env['GOLANG_MIGRATE'];
  const candidates = [
    ...(named === undefined ? [] : [named]),
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'migrate')),
    join(cacheFolder(), 'migrate'),
  ];
  for (const candidate of candidates) {
    if (
      await access(candidate).then(
        () => true,
        () => false,
      )
    ) {
      return { migrate: runner(candidate), program: candidate };
    }
  }
  try {
    await mkdir(cacheFolder(), { recursive: true });
    // Without cgo it needs no C compiler.
    await run(
      'go',
      ['install', '-tags', 'postgres pgx5', `github.com/golang-migrate/migrate/v4/cmd/migrate@${VERSION}`],
      {
        env: { ...process.env, GOBIN: cacheFolder(), CGO_ENABLED: '0' },
      },
    );
    const program = join(cacheFolder(), 'migrate');
    return { migrate: runner(program), program };
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'Go is not installed' : messageOf(error);
    return { missing: `golang-migrate is neither in GOLANG_MIGRATE nor on the PATH, and cannot be built: ${why}` };
  }
}

function cacheFolder(): string {
  return join(tmpdir(), `elementaldb-golang-migrate-${VERSION}-pgx5`);
}

function runner(binary: string): GolangMigrate {
  return async (folder, url, ...args) => {
    // lib/pq uses TLS by default.
    const database = `${url}${url.includes('?') ? '&' : '?'}sslmode=disable`;
    try {
      const { stdout, stderr } = await run(binary, ['-path', folder, '-database', database, ...args]);
      return { exitCode: 0, output: stdout + stderr };
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'stderr' in error && 'stdout' in error) {
        return { exitCode: 1, output: `${String(error.stdout)}${String(error.stderr)}` };
      }
      throw error;
    }
  };
}
