/**
 * A container as `docker run -e POSTGRES_PASSWORD=…` makes it, to the first query on the migrated database: of an image
 * that is migrated, or `MIGRATING` of one that is not, in which case the migrations run when it answers.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { readContent } from '../../src/databases/content.ts';
import { applyMigrations } from '../../src/databases/apply-content.ts';
import { openEngine } from '../../src/servers/docker/engine.ts';
import { firstQuery, measured, MIGRATIONS } from './measure.ts';

const [image = '', mode] = process.argv.slice(2);
const engine = await openEngine();
const content = await readContent({ migrations: MIGRATIONS, clientData: 'none' });

async function answering(url: string, query: () => Promise<void>): Promise<void> {
  for (const begun = Date.now(); ; await sleep(10)) {
    try {
      return await query();
    } catch (error) {
      if (Date.now() - begun > 60_000) {
        throw new Error(`no answer at ${url}`, { cause: error });
      }
    }
  }
}

await measured(async () => {
  const container = await engine.api.createContainer({
    Image: image,
    Env: ['POSTGRES_PASSWORD=bench', 'POSTGRES_USER=python', 'POSTGRES_DB=elementaldb'],
    ExposedPorts: { '5432/tcp': {} },
    HostConfig: { PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] } },
  });
  await container.start();
  const { Ports } = (await container.inspect()).NetworkSettings;
  const url = `postgresql://python:bench@127.0.0.1:${Ports['5432/tcp']?.[0]?.HostPort}/elementaldb`;
  if (mode === 'MIGRATING') {
    await answering(url, () => applyMigrations({ connection: url, url }, content));
  }
  await answering(url, () => firstQuery(url));
  return () => container.remove({ force: true, v: true });
});
