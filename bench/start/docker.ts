/** Ours in a container of the image named: the migrated data directory comes from the cache. */
import { start } from '../../src/databases/start.ts';
import { openEngine } from '../../src/servers/docker/engine.ts';
import { firstQuery, measured, MIGRATIONS } from './measure.ts';

// What Testcontainers loads is loaded before the clock starts, as it is for Testcontainers itself.
await openEngine();
await measured(async () => {
  const migrated = await start({
    server: { kind: 'docker' },
    image: process.argv[2],
    migrations: MIGRATIONS,
    clientData: 'none',
    database: 'elementaldb',
  });
  await firstQuery(migrated.url);
  return () => migrated.stop();
});
