/**
 * A program for tests to kill: starts an embedded server, prints how to find it, and waits for ever.
 * Its argument is JSON: options of `startServer`.
 */
import { startServer } from '../../src/servers/select.ts';
import type { EmbeddedServer } from '../../src/servers/embedded/start.ts';

const { server, claimed } = await startServer(JSON.parse(process.argv[2] ?? '{}'));
const { pid, dataDirectory } = server as EmbeddedServer;
process.stdout.write(`${JSON.stringify({ pid, dataDirectory, url: server.connectionString(), name: claimed.record.name })}\n`);
setInterval(() => undefined, 1_000);
