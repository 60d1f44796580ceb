import { withCleanup } from '../../support/errors.ts';
import { openCluster, type Cluster } from '../pool/cluster.ts';
import { reclaim } from '../pool/reclaim.ts';
import { ensureTemplate } from '../templates/ensure-template.ts';
import { withConfiguration } from './configured.ts';
import type { TestServerDescription } from './description.ts';
import { openServer, readLayers } from './open-server.ts';
import { readServerOptions, type TestServerOptions } from './options.ts';
import { runEnvironment } from './run-options.ts';

/** The server of a test run. */
export interface TestServer extends AsyncDisposable {
  /** For `testDatabase({ on })` in any process. It holds the password and can be sent as JSON. */
  readonly description: TestServerDescription;
  /** The same with what it was started with, as environment variables, which `testDatabase()` reads. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Stops using the server. On an existing server, drops what was made for this run and no other run uses; a shared one
   * ends seconds after its last user. May be called again.
   */
  stop(): Promise<void>;
}

/**
 * Starts or joins the server of a test run and makes the template, so that the first test need not wait. For code that
 * runs before the test processes. Without it `testDatabase()` does the same. Options that are absent come from
 * `ELEMENTALDB_*` in the environment and from `elementaldb.config.*` in the current folder or a folder above it.
 *
 * @throws InvalidOptionError; UsageError `BAD_CONFIGURATION`; the errors of `startServer`, `readContent` and of building the
 *   template
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  return openTestServer(await withConfiguration(options));
}

/** `startTestServer` without the configuration, for callers that have read it. */
export async function openTestServer(options: TestServerOptions): Promise<TestServer> {
  const plan = readServerOptions(options);
  const layers = await readLayers(plan, plan.server.isForeign);
  const opened = await openServer(plan.server, layers, { hold: true, onProgress: plan.onProgress });
  let cluster: Cluster | undefined;
  const end = (): Promise<void> =>
    withCleanup(
      () => cluster?.end() ?? Promise.resolve(),
      () => opened.stop(),
    );
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= end());
  try {
    // Open until `stop`: while it holds its share of the template, nobody drops the template.
    cluster = await openCluster(opened.description);
    await reclaim(cluster);
    await ensureTemplate(cluster, layers.top);
  } catch (error) {
    await stop().catch(() => undefined); // The first error explains.
    throw error;
  }
  return {
    description: opened.description,
    environment: runEnvironment(opened.description, options),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
