import { configurationOf, serverName } from '../settings-options.ts';

/** The name of the server that a command is about, from its flags or the configuration. */
export async function nameOf(flags: object): Promise<string> {
  return serverName(await configurationOf({ ...flags }));
}
