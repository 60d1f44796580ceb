import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { loadConfiguration } from '../../configuration/load.ts';
import { describeSettings, type Configuration } from '../../configuration/schema.ts';
import { parseServerChoice, type ServerChoice } from '../../servers/server-choice.ts';
import { isObject } from '../../support/json.ts';
import { runOptions, runOptionsFromEnvironment } from './run-options.ts';
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
 * Options of `startTestServer` with those that the call leaves out taken from the environment and the configuration file, as
 * the current folder has it.
 *
 * @throws UsageError `BAD_CONFIGURATION`
 */
export async function withConfiguration(options: TestServerOptions): Promise<TestServerOptions> {
  return isObject(options)
    ? { ...without(await configuredOptions(), unfitFor(options)), ...present(options) }
    : options;
}

/** What is configured for the servers of another kind than the one that a call names. */
const UNFIT: Readonly<Record<ServerChoice['kind'], readonly (keyof TestServerOptions)[]>> = {
  embedded: ['image', 'reuseContainer'],
  docker: ['major', 'pgBin'],
  existing: ['image', 'reuseContainer', 'major', 'pgBin', 'user', 'settings'],
};

function unfitFor({ server }: TestServerOptions): readonly string[] {
  return server === undefined ? [] : (UNFIT[server.kind] ?? []); // Other kinds are refused where options are checked.
}

function without<T extends object>(options: T, names: readonly string[]): Partial<T> {
  return fieldsOf(options, (name) => !names.includes(name));
}

/**
 * The same for `testDatabase`. Processes of a run take what its server was started with instead: a configuration in
 * TypeScript cannot be loaded in each of them, and flags of `exec` override it. Neither chooses another server than `on`.
 *
 * @throws UsageError `BAD_CONFIGURATION`, `BAD_TEST_SERVER`
 */
export async function withRunOptions(options: TestDatabaseOptions): Promise<TestDatabaseOptions> {
  if (!isObject(options)) {
    return options; // Refused where options are checked.
  }
  const ofRun = options.on === undefined ? runOptionsFromEnvironment() : undefined;
  const others = ofRun ?? (await configuredOptions());
  return {
    ...(options.on === undefined ? without(others, unfitFor(options)) : runOptions(others)),
    ...present(options),
  };
}

function present<T extends object>(options: T): Partial<T> {
  return fieldsOf(options, (_, value) => value !== undefined);
}

function fieldsOf<T extends object>(options: T, isWanted: (name: string, value: unknown) => boolean): Partial<T> {
  const wanted: Partial<T> = {};
  for (const [name, value] of Object.entries(options)) {
    if (isWanted(name, value)) {
      Object.assign(wanted, { [name]: value });
    }
  }
  return wanted;
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
