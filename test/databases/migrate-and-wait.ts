/** A program for tests to kill: starts a migrated database, says so, and waits for ever. Its argument is JSON: options. */
import { startMigrated } from '../../src/databases/migrated.ts';

const { url } = await startMigrated(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${url}\n`);
setInterval(() => undefined, 1_000);
