import { existsSync } from 'node:fs';

import { Option, type Command } from 'commander';

import { DEFAULT_DATABASE, DEFAULT_MIGRATIONS, DEFAULT_POPULATE } from '../configuration/defaults.ts';
import { loadConfiguration, parseAssignments } from '../configuration/load.ts';
import { describeSettings, type Configuration, type SettingName } from '../configuration/schema.ts';
import type { StartOptions } from '../databases/start.ts';
import { nameForFolder } from '../servers/registry.ts';
import { parseServerChoice } from '../servers/server-choice.ts';
import type { VerifyMigrationsOptions } from '../verify/verify-migrations.ts';
import { parseNumber, parseVersion, refuseTogether } from './usage.ts';

/** Adds the flags of some settings, and `--config`, to a command; their help comes from the schema. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const { name, flag, placeholder, description, isNumber, isSwitch, isList } of describeSettings()) {
    if (!names.includes(name)) {
      continue;
    }
    const option = new Option(isSwitch ? flag : `${flag} <${placeholder}>`, description);
    if (name === 'settings' || isList) {
      option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
    } else if (isNumber) {
      option.argParser(parseNumber);
    }
    command.addOption(option);
  }
  return command.option(
    '--config <file>',
    'Configuration file (default: the nearest elementaldb.config.*, from here upwards).',
  );
}

/** The name that commander gives a flag: `--pg-bin` is `pgBin`. */
function flagKey(flag: string): string {
  return flag.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The configuration in force for a command's parsed flags. */
export async function configurationOf(flags: Readonly<Record<string, unknown>>): Promise<Configuration> {
  const settings: Record<string, unknown> = {};
  for (const { name, flag } of describeSettings()) {
    const value = flags[flagKey(flag)];
    if (value !== undefined) {
      settings[name] = name === 'settings' && Array.isArray(value) ? parseAssignments(value.map(String)) : value;
    }
  }
  const { config } = flags;
  return loadConfiguration({
    folder: process.cwd(),
    ...(typeof config === 'string' ? { file: config } : {}),
    environment: process.env,
    flags: settings,
  });
}

/** The server's name; by default that of the folder, so that two projects do not share a server. */
export function serverName(configuration: Configuration): string {
  return configuration.name ?? nameForFolder(process.cwd());
}

/** What `start` and `verifyMigrations` take, from the configuration. */
export function startOptions(configuration: Configuration): StartOptions {
  const { migrations = DEFAULT_MIGRATIONS, database = DEFAULT_DATABASE, postgres, server, settings } = configuration;
  const { layout, clientData, prelude, pgBin, image, reuseContainer, user, port } = configuration;
  return {
    migrations,
    layout,
    database,
    clientData,
    prelude,
    pgBin,
    image,
    reuseContainer,
    user,
    port,
    server: server === undefined ? undefined : parseServerChoice(server),
    major: postgres,
    settings: settings && Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)])),
  };
}

/** The settings that `verifyMigrations` depends on. */
export const VERIFY_SETTINGS: readonly SettingName[] = [
  'database',
  'migrations',
  'layout',
  'clientData',
  'prelude',
  'populate',
  'ignoreRows',
  'baseline',
  'server',
  'postgres',
  'pgBin',
  'image',
  'reuseContainer',
  'user',
  'settings',
];

/** The options of `verifyMigrations` except the baseline, from the configuration. */
export function verifyOptions(configuration: Configuration): VerifyMigrationsOptions {
  const { populate = existsSync(DEFAULT_POPULATE) ? DEFAULT_POPULATE : undefined } = configuration;
  const { port: _port, to: _to, ...options } = startOptions(configuration);
  return { ...options, populate, ignoreRows: configuration.ignoreRows };
}

export interface StateFlags {
  to?: bigint;
  clientData?: string;
  withoutClientData?: boolean;
}

/** Adds the flags that choose an earlier state of the database. */
export function withState(command: Command): Command {
  return command
    .option('--to <version>', 'Apply the migrations up to this version only (default: all).', parseVersion)
    .option('--without-client-data', 'Leave out the client data, the same as --client-data none.');
}

/** The files that the flags of `withState` choose. @throws InvalidOptionError for flags that exclude each other */
export function stateOf(
  { to, clientData: given, withoutClientData }: StateFlags,
  clientData: string | undefined,
): { to: bigint | undefined; clientData: string | undefined } {
  if (withoutClientData === true && given !== undefined) {
    refuseTogether('--without-client-data', '--client-data');
  }
  return { to, clientData: withoutClientData === true ? 'none' : clientData };
}

/** Adds the flag that lets migrations change roles, tablespaces and settings on a server that we did not start. */
export function withClusterWide(command: Command): Command {
  return command.option(
    '--allow-cluster-wide',
    'With --server URL: let the files change roles, tablespaces and settings of that server (default: refuse).',
  );
}
