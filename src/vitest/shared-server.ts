import { readLayers } from '../databases/testing/open-server.ts';
import { readServerOptions, type TestServerOptions } from '../databases/testing/options.ts';
import { openTestServer, type TestServer } from '../databases/testing/test-server.ts';
import { contentHash } from '../support/hash.ts';

/** A server that projects of this run share, with the template that they asked for. */
export interface BorrowedServer {
  /** Identifies the server's options and the content of the files. */
  key: string;
  server: TestServer;
  /** Ends this project's use; the last one stops the server. */
  release(): Promise<void>;
}

interface SharedServer {
  users: number;
  starting: Promise<TestServer>;
}

const shared = new Map<string, SharedServer>();

/** Identifies a server with its template, as the files are now. */
export async function editionKey(options: TestServerOptions): Promise<string> {
  const plan = readServerOptions(options);
  const { top } = await readLayers(plan, plan.server.isForeign);
  return contentHash([JSON.stringify(options), top.key]);
}

/**
 * Starts the server of a run, or uses the one that another project of this process has started with the same options.
 *
 * @throws the errors of `openTestServer`
 */
export async function borrowServer(options: TestServerOptions): Promise<BorrowedServer> {
  const key = await editionKey(options);
  const entry = shared.get(key) ?? { users: 0, starting: openTestServer(options) };
  entry.users += 1;
  shared.set(key, entry);
  let released = false;
  const release = async (): Promise<void> => {
    if (released) {
      return;
    }
    released = true;
    entry.users -= 1;
    if (entry.users === 0) {
      shared.delete(key);
      await (await entry.starting).stop();
    }
  };
  try {
    return { key, server: await entry.starting, release };
  } catch (error) {
    shared.delete(key);
    throw error;
  }
}
