import type { EmbeddedOptions } from '../../servers/embedded/options.ts';
import { startEmbedded } from '../../servers/embedded/start.ts';
import { joinUsers } from '../../servers/embedded/users.ts';
import { describeServer } from '../describe-server.ts';
import { joinOrStart, sharedName } from '../join-or-start.ts';
import type { TestServerDescription } from './description.ts';

/** Many databases with many sessions. Autovacuum would only be in the way of copying and dropping. */
const SETTINGS = { max_connections: '1000', autovacuum: 'off' };

export interface SharedServer {
  description: TestServerDescription;
  /** Ends this process's use; the server ends seconds after its last user. */
  leave(): void;
}

export interface SharedServerOptions extends Omit<EmbeddedOptions, 'detached' | 'shared' | 'port'> {
  /** Processes with different values do not share a server. */
  apart: string;
}

/**
 * Joins the embedded server that all processes of this user on this machine share for their tests, or starts it. It ends
 * when the last of these processes ends, however that happens.
 *
 * @throws the errors of `startEmbedded`; EnvironmentError `SERVER_NOT_READY`
 */
export function joinSharedServer({ apart, ...options }: SharedServerOptions): Promise<SharedServer> {
  const { major, pgBin, user, settings } = options;
  const describe = (url: string, socketFolder: string): TestServerDescription => ({
    kind: 'embedded',
    url,
    socketFolder,
    apart,
    claim: '',
  });
  return joinOrStart({
    name: sharedName('test', settings, [major, pgBin, user, apart]),
    kind: 'embedded',
    purpose: { forTests: true },
    timeoutMs: 120_000,
    join: ({ details, runFolder }) => {
      if (details === undefined || runFolder === undefined) {
        return undefined;
      }
      const share = joinUsers(runFolder);
      return share && { description: describe(details.url, runFolder), leave: () => share.leave() };
    },
    start: async (claimed) => {
      const server = await startEmbedded(claimed, {
        ...options,
        runtimeSettings: SETTINGS,
        shared: true,
      });
      const details = describeServer(server, { name: claimed.record.name, database: 'postgres', version: null });
      claimed.update({ details });
      return {
        description: describe(details.url, claimed.record.runFolder ?? ''),
        leave: () => void server.stop(),
      };
    },
  });
}
