/** A program for tests to kill: starts a migrated database, says so, and waits for ever. Its argument is JSON: options. */
import { start } from '../../src/databases/start.ts';

const { url } = await start(JSON.parse(process.argv[2] ?? '{}'));
process.stdout.write(`${url}\n`);
setInterval(() => undefined, 1_000);
