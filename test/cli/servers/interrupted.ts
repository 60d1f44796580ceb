import { eventually } from '../../servers/child.ts';
import { GOOD, type Running, type Sandbox } from '../run-cli.ts';

/** Starts a server in front and waits until it is ready. */
export async function inFront(sandbox: Sandbox, args: readonly string[] = []): Promise<Running> {
  const running = sandbox.spawn(['start', '--migrations', GOOD, ...args]);
  await running.isReady();
  return running;
}

/** A start that gets stuck in a migration, with the server running. */
export async function stuck(sandbox: Sandbox, args: readonly string[] = []): Promise<Running> {
  sandbox.write({
    'migrations/1_a.up.sql': 'CREATE TABLE a (n int);',
    'migrations/1_a.down.sql': 'DROP TABLE a;',
    'migrations/2_b.up.sql': 'SELECT pg_sleep(600);',
    'migrations/2_b.down.sql': '',
  });
  const running = sandbox.spawn(['start', ...args]);
  await running.prints(/Applying migration/);
  return running;
}

export async function nothingLeft(sandbox: Sandbox): Promise<void> {
  await eventually('nothing is left', () => sandbox.traces().length === 0);
}
