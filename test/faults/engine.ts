import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { makePlace } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** An engine of our own, beside the one of the docker tests: its images stay there for the next time. */
const DATA = '/tmp/elementaldb-faults-docker';
const DOCKER_HOST = `unix://${DATA}/docker.sock`;
const START = ['start', '--server', 'docker', '--image', 'elementaldb-test/postgres:18'];

/** How long after the start of the command the engine is killed at most, in milliseconds. */
const WITHIN_MS = 4_000;

/** What the machine lacks for an engine of our own; undefined when it can run. */
export function lacksEngine(): string | undefined {
  const isThere = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].some((path) => existsSync(path));
  return process.getuid?.() === 0 && isThere ? undefined : 'root and dockerd (Debian: apt-get install docker.io)';
}

/**
 * Kills the container engine while a server starts in it or runs. The command must end and say why; with an engine again,
 * the command must work, and no container may be left.
 */
export async function killEngine(tries: number, random: () => number): Promise<FaultRow> {
  const row = newRow('engine killed', 'start in a container');
  let engine = await startEngine();
  try {
    for (let n = 0; n < tries; n += 1) {
      const place = makePlace();
      const environment = { DOCKER_HOST, ELEMENTALDB_SERVER: 'docker' };
      try {
        const { child, ended } = place.start(START, environment);
        await sleep(random() * WITHIN_MS);
        process.kill(Number(readFileSync(join(DATA, 'dockerd.pid'), 'utf8')), 'SIGKILL');
        const { exitCode, output, hangs } = await Promise.race([
          ended,
          sleep(30_000).then(() => ({ exitCode: null, output: 'still running after 30 s', hangs: true })),
        ]);
        child.kill('SIGKILL');
        row.tried += 1;
        if (hangs || /fault of elementaldb|TypeError|at .*\.js:\d/.test(output)) {
          row.lost += 1;
          remark(row, hangs ? `hangs: ${output}` : `exit code ${exitCode}: ${output}`);
        }
        await stopEngine(engine);
        engine = await startEngine();
        const left = [...(await place.leftInTheEnd()), ...(await containersInTheEnd())];
        if (left.length > 0) {
          row.left += 1;
          remark(row, `exit code ${exitCode}: left ${left.join('; ')}`);
        }
        const again = await place.run([...START, '--once'], environment);
        if (again.exitCode === 0) {
          row.survived += 1;
        } else {
          remark(row, `afterwards exit code ${again.exitCode}: ${again.output}`);
        }
        const after = [...(await place.leftInTheEnd()), ...(await containersInTheEnd()), ...(await place.records())];
        if (after.length > 0) {
          row.leftAfterNext += 1;
          remark(row, `after the next command ${after.join('; ')}`);
        }
      } finally {
        await place.dispose();
      }
    }
  } finally {
    await stopEngine(engine);
  }
  return row;
}

async function startEngine(): Promise<ChildProcess> {
  const script = 'sh test/docker/image.sh >&2 && echo ready && exec sleep 86400';
  const child = spawn('sh', ['test/docker/engine.sh', 'sh', '-c', script], {
    cwd: REPOSITORY,
    env: { ...process.env, DOCKER_HOST, ELEMENTALDB_TEST_DOCKER_DATA: DATA },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const isReady = once(child.stdout ?? child, 'data').then(() => true);
  if (!(await Promise.race([isReady, once(child, 'exit').then(() => false)]))) {
    throw new Error(`no engine: ${said}`);
  }
  return child;
}

async function stopEngine(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode !== null || child.pid === undefined) {
    return;
  }
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

/** The names of containers that are there for more than five seconds. */
async function containersInTheEnd(): Promise<string[]> {
  for (const begun = Date.now(); ; await sleep(200)) {
    const names = execFileSync('docker', ['ps', '--all', '--format', '{{.Names}}'], {
      env: { ...process.env, DOCKER_HOST },
      encoding: 'utf8',
    });
    if (names.trim() === '' || Date.now() - begun > 5_000) {
      return names
        .trim()
        .split('\n')
        .filter((name) => name !== '');
    }
  }
}
