import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { loadConfiguration } from '../../configuration/load.ts';
import { describeSettings, type Configuration } from '../../configuration/schema.ts';
import { parseServerChoice } from '../../servers/server-choice.ts';
import { isObject } from '../../support/json.ts';
import { TEST_SERVER_VARIABLE } from './description.ts';
import type { TestDatabaseOptions, TestServerOptions } from './options.ts';

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

/**
 * Options of a call with those that it leaves out taken from the environment and the configuration file, as the current
 * folder has it. Where a call or the environment names the server of the run, the configuration does not choose another.
 *
 * @throws UsageError `BAD_CONFIGURATION`
 */
export async function withConfiguration<T extends TestServerOptions & Pick<TestDatabaseOptions, 'on'>>(
  options: T,
): Promise<T> {
  if (!isObject(options)) {
    return options; // Refused where options are checked.
  }
  const configured = await configuredOptions();
  const { server: _server, image: _image, reuseContainer: _reuse, ...others } = configured;
  const isGiven = options.on !== undefined || (process.env[TEST_SERVER_VARIABLE] ?? '') !== '';
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...options, ...(isGiven ? others : configured), ...given };
}

const known = new Map<string, Promise<TestServerOptions>>();

/** Read once for each folder and environment: a run asks for each of its tests. */
function configuredOptions(): Promise<TestServerOptions> {
  const folder = process.cwd();
  const variables = describeSettings().map(({ variable }) => [variable, process.env[variable]]);
  const key = JSON.stringify([folder, variables]);
  const reading = known.get(key) ?? readConfiguration(folder, Object.fromEntries(variables));
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  return reading;
}

async function readConfiguration(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TestServerOptions> {
  return testServerOptions(await loadConfiguration({ folder, environment, flags: {} }));
}
