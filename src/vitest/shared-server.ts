import {
  readLayers,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../databases/testing/test-server.ts';
import { contentHash } from '../support/hash.ts';

/** A server that projects of this run share, with the template that they asked for. */
export interface BorrowedServer {
  /** Stands for the server and for the content of the files. */
  key: string;
  server: TestServer;
  /** Gives it back; the last one stops it. */
  release(): Promise<void>;
}

interface Lent {
  users: number;
  starting: Promise<TestServer>;
}

const lent = new Map<string, Lent>();

/** What stands for a server with a template as the files are now. */
export async function editionKey(options: TestServerOptions): Promise<string> {
  const { top } = await readLayers(options, options.server?.kind === 'existing');
  return contentHash([JSON.stringify(options), top.key]);
}

/**
 * Starts the server of a run, or takes part in it where another project of this process has: then nothing is read or
 * made a second time.
 *
 * @throws the errors of `startTestServer`
 */
export async function borrowServer(options: TestServerOptions): Promise<BorrowedServer> {
  const key = await editionKey(options);
  const there = lent.get(key) ?? { users: 0, starting: startTestServer(options) };
  there.users += 1;
  lent.set(key, there);
  let given = false;
  const release = async (): Promise<void> => {
    if (given) {
      return;
    }
    given = true;
    there.users -= 1;
    if (there.users === 0) {
      lent.delete(key);
      await (await there.starting).stop();
    }
  };
  try {
    return { key, server: await there.starting, release };
  } catch (error) {
    lent.delete(key);
    throw error;
  }
}
