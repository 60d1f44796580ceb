import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, inject, test } from 'vitest';

import { openEngine } from '../src/servers/docker/engine.ts';
import { freePort } from '../src/servers/embedded/port.ts';
import { golangMigrate } from './migrations/runner/golang-migrate.ts';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const PAGE = readFileSync(join(REPOSITORY, 'docs', 'production.md'), 'utf8');

/** All commands of the page, in its order. */
const COMMANDS = [...PAGE.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');

test.skipIf(inject('withoutContainers') !== '')(
  'the commands of docs/production.md run as they stand',
  async ({ skip }) => {
    const found = await golangMigrate();
    if ('missing' in found) {
      return skip(found.missing);
    }
    const { host } = await openEngine();
    const project = mkdtempSync(join(tmpdir(), 'elementaldb-test-production-'));
    const programs = join(project, 'node_modules', '.bin');
    const name = `elementaldb-test-production-${process.pid}`;
    // Only what the machine shares gets a name of its own: the base image, the tag, the container, the port, the host.
    const commands = COMMANDS.replaceAll('team/database:34', `${name}:34`)
      .replaceAll(/(--name|\}\}') database\b/g, `$1 ${name}`)
      .replace('image build', `image build --base ${inject('images').at(-1)}`)
      .replaceAll('5432:5432', `${await freePort()}:5432`)
      .replaceAll('127.0.0.1:5432', `${host}:$(docker port ${name} 5432 | head -n 1 | sed 's/.*://')`)
      .replace("DATABASE_URL='", 'DATABASE_URL="')
      .replace("sslmode=disable'", 'sslmode=disable"');
    const run = (code: string) =>
      promisify(execFile)('bash', ['-euxc', code], {
        cwd: project,
        env: {
          ...process.env,
          ELEMENTALDB_STATE: join(project, 'state'),
          PATH: [programs, join(project, 'bin'), process.env['PATH']].join(delimiter),
        },
      });
    try {
      mkdirSync(programs, { recursive: true });
      mkdirSync(join(project, 'bin'));
      symlinkSync(found.program, join(project, 'bin', 'migrate'));
      cpSync(join(REPOSITORY, 'migrations'), join(project, 'migrations'), { recursive: true });
      const main = join(REPOSITORY, 'src', 'cli', 'main.ts');
      const start = `#!/bin/sh\nexec '${process.execPath}' --import '${import.meta.resolve('tsx')}' '${main}' "$@"\n`;
      writeFileSync(join(programs, 'elementaldb'), start);
      chmodSync(join(programs, 'elementaldb'), 0o755);
      const { stdout, stderr } = await run(commands);
      expect(stderr).toContain('no change');
      expect(stdout).toMatch(/34.*applied/);
      expect(stdout).toContain('1 passed');
    } finally {
      // What a failed command did not make cannot be removed; that must not hide its error.
      await run(`docker rm --force --volumes ${name} || true; docker image rm --force ${name}:34`).catch(
        () => undefined,
      );
      rmSync(project, { recursive: true, force: true });
    }
  },
);
