/**
 * A program for tests to kill: starts an embedded server, prints how to find it, and waits for ever.
 * Its argument is JSON: options of `startEmbedded`.
 */
import { startEmbedded } from '../../src/servers/embedded/start.ts';
import { claimRecord } from '../../src/servers/registry.ts';
import { stateFolder } from '../../src/support/folders.ts';

const claimed = claimRecord(stateFolder(), 'embedded');
const server = await startEmbedded(claimed, JSON.parse(process.argv[2] ?? '{}'));
const { pid, dataDirectory } = server;
process.stdout.write(
  `${JSON.stringify({ pid, dataDirectory, url: server.connectionString(), name: claimed.record.name })}\n`,
);
setInterval(() => undefined, 1_000);
