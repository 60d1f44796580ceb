/**
 * A program for tests to kill: starts a container, prints how to find it, and waits for ever; or prints why it cannot.
 * Its argument is JSON: options of `startServer`.
 */
import { startServer } from '../../src/servers/select.ts';
import { ElementalError } from '../../src/support/errors.ts';

function print(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

try {
  const { server } = await startServer({ ...JSON.parse(process.argv[2] ?? '{}'), server: { kind: 'docker' } });
  print({ ...server, url: server.connectionString() });
  setInterval(() => undefined, 1_000);
} catch (error) {
  if (!(error instanceof ElementalError)) {
    throw error;
  }
  print({ code: error.code, hint: error.hint });
}
