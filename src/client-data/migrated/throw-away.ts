import { start, type StartedDatabase, type StartOptions } from '../../databases/start.ts';

/**
 * Starts a database with the migrations alone, to be removed again. Never on a server that was there before: its database
 * may have the very name.
 *
 * @throws the errors of `start`
 */
export function startThrowAway({ server, ...options }: StartOptions): Promise<StartedDatabase> {
  return start({ ...options, server: server?.kind === 'existing' ? undefined : server, clientData: 'none' });
}
