import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import type { Configuration } from '../../configuration/schema.ts';
import { parseServerChoice } from '../../servers/server-choice.ts';
import type { TestServerOptions } from './options.ts';

/** Where test databases are made, and from what, as the configuration says. */
export function testServerOptions(configuration: Configuration): TestServerOptions {
  const {
    migrations = DEFAULT_MIGRATIONS,
    layout,
    clientData,
    prelude,
    database,
    server,
    postgres,
    pgBin,
    image,
    reuseContainer,
    user,
    settings,
  } = configuration;
  return {
    migrations,
    layout,
    clientData,
    prelude,
    database,
    server: server === undefined ? undefined : parseServerChoice(server),
    major: postgres,
    pgBin,
    image,
    reuseContainer,
    user,
    settings: settings && Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
  };
}
