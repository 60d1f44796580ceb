import { connectionUrl, type PostgresServer } from '../server.ts';
import { MAINTENANCE, type Launched } from './launch.ts';

export interface DockerServer extends PostgresServer {
  readonly kind: 'docker';
  readonly containerId: string;
  /** Whether the prepared state came out of the cache. */
  readonly fromCache: boolean;
}

/** What can be done with a container that was launched; `onStopped` is called when it has gone. */
export function serverOf(launched: Launched, onStopped: () => void, fromCache: boolean): DockerServer {
  const { login, container, version } = launched;
  const connectionString = (database = MAINTENANCE): string => connectionUrl(login, database);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= launched.remove().finally(onStopped));
  return {
    ...login,
    kind: 'docker',
    version,
    containerId: container.id,
    fromCache,
    connectionString,
    connection: connectionString,
    whyGone: () => launched.whyGone(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
