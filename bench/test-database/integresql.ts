import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import { applyMigrations } from '../../src/databases/apply-content.ts';
import { readContent } from '../../src/databases/content.ts';
import { freePort } from '../../src/servers/embedded/port.ts';
import { isObject } from '../../src/support/json.ts';
import { withDatabase } from './contender.ts';

/** Starts IntegreSQL, with its own defaults, on a server that runs, and gives it a migrated template. */
export async function startIntegresql(
  program: string,
  url: string,
  migrations: string,
): Promise<{ templateUrl: string; stop(): void }> {
  const { hostname, port, username, password } = new URL(url);
  const own = await freePort();
  const child = spawn(program, [], {
    stdio: 'ignore',
    env: {
      ...process.env,
      INTEGRESQL_PORT: String(own),
      INTEGRESQL_ADDRESS: '127.0.0.1',
      INTEGRESQL_PGHOST: hostname,
      INTEGRESQL_PGPORT: port,
      INTEGRESQL_PGUSER: username,
      INTEGRESQL_PGPASSWORD: decodeURIComponent(password),
      INTEGRESQL_LOGGER_LEVEL: 'error',
    },
  });
  const base = `http://127.0.0.1:${own}/api/v1/templates`;
  const template = await initialised(base);
  const content = await readContent({ migrations, clientData: 'none' });
  const templateUrl = withDatabase(url, template);
  await applyMigrations({ connection: templateUrl, url: templateUrl }, content);
  await fetch(`${base}/bench`, { method: 'PUT' });
  return { templateUrl: `${base}/bench`, stop: () => child.kill('SIGTERM') };
}

async function initialised(base: string): Promise<string> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    try {
      const response = await fetch(base, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ hash: 'bench' }),
      });
      const value: unknown = await response.json();
      const database = isObject(value) && isObject(value['database']) ? value['database'] : {};
      return isObject(database['config']) ? String(database['config']['database']) : '';
    } catch {
      await sleep(20); // It does not listen yet.
    }
  }
  throw new Error('IntegreSQL does not answer');
}
