import { dirname, isAbsolute, resolve } from 'node:path';

import { lilconfig } from 'lilconfig';
import * as v from 'valibot';

import { UsageError, messageOf } from '../support/errors.ts';
import { isObject } from '../support/json.ts';
import { importModule } from './import-module.ts';
import type { LintConfiguration } from './lint-schema.ts';
import { CONFIGURATION, describeSettings, type Configuration } from './schema.ts';

const MODULES = {
  '.ts': importConfiguration,
  '.mts': importConfiguration,
  '.js': importConfiguration,
  '.mjs': importConfiguration,
};

const FILES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `elementaldb.config.${ending}`);

export interface Sources {
  /** The folder where the search for a configuration file starts; it continues in the parent folders. */
  folder: string;
  /** The path of a configuration file instead of the search. */
  file?: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Values of the command line; they override the others. */
  flags: Readonly<Record<string, unknown>>;
  /** The source of the flags in messages. Default: the command line. */
  flagsSource?: string;
}

/**
 * The effective configuration: flags override the environment, which overrides the file. Paths in a file are relative to
 * the file, others to `folder`. All problems are reported together, each with its source.
 *
 * @throws UsageError `BAD_CONFIGURATION`
 */
export async function loadConfiguration(sources: Sources): Promise<Configuration> {
  const file = await readConfigurationFile(sources);
  const parts = [
    ...(file === undefined ? [] : [validate(file.content, file.path, dirname(file.path))]),
    validate(fromEnvironment(sources.environment), 'the environment', sources.folder, ({ variable }) => variable),
    sources.flagsSource === undefined
      ? validate(sources.flags, 'the command line', sources.folder, ({ flag }) => flag)
      : validate(sources.flags, sources.flagsSource, sources.folder),
  ];
  const problems = parts.flatMap((part) => part.problems);
  if (problems.length > 0) {
    throw new UsageError(`invalid configuration\n${problems.map((problem) => `  ${problem}`).join('\n')}`, {
      code: 'BAD_CONFIGURATION',
      hint: 'Correct these values. "elementaldb help start" lists all settings.',
    });
  }
  return parts.reduce<Configuration>((all, { value }) => ({ ...all, ...value }), {});
}

interface Part {
  value: Configuration;
  problems: string[];
}

type Describe = ReturnType<typeof describeSettings>[number];

function validate(content: unknown, where: string, base: string, label?: (setting: Describe) => string): Part {
  const parsed = v.safeParse(CONFIGURATION, content);
  if (parsed.success) {
    return { value: absolutePaths(parsed.output, base), problems: [] };
  }
  const problems = parsed.issues.map((issue) => {
    const [step] = issue.path ?? [];
    const key = typeof step?.key === 'string' ? step.key : '';
    const known = describeSettings().find(({ name }) => name === key);
    const name = known === undefined ? key : (label?.(known) ?? key);
    if (key === 'lint' || key === 'datasets' || key === 'anonymize') {
      const path = (issue.path ?? []).map((each) => String(each.key)).join('.');
      return `${where}: ${path}: ${issue.message}`;
    }
    return known === undefined && key !== ''
      ? `${where}: unknown setting "${key}"`
      : `${where}: ${name === '' ? '' : `${name}: `}${issue.message}`;
  });
  return { value: {}, problems };
}

function absolutePaths(configuration: Configuration, base: string): Configuration {
  const changed: Record<string, unknown> = { ...configuration };
  for (const { name } of describeSettings().filter(({ isPath }) => isPath)) {
    const value = configuration[name];
    if (typeof value === 'string' && !isAbsolute(value) && value !== 'none') {
      changed[name] = resolve(base, value);
    }
  }
  const { datasets, lint, layout, anonymize } = configuration;
  if (typeof layout === 'object') {
    changed['layout'] = { ...layout, folder: resolve(base, layout.folder ?? '.') };
  }
  if (datasets !== undefined) {
    changed['datasets'] = datasets.map((path) => resolve(base, path));
  }
  if (anonymize?.rules !== undefined) {
    changed['anonymize'] = { ...anonymize, rules: resolve(base, anonymize.rules) };
  }
  return lint === undefined ? changed : { ...changed, lint: absoluteLintPaths(lint, base) };
}

function absoluteLintPaths({ baseline, folders, ...lint }: LintConfiguration, base: string): LintConfiguration {
  return {
    ...lint,
    ...(baseline === undefined ? {} : { baseline: resolve(base, baseline) }),
    ...(folders === undefined
      ? {}
      : { folders: Object.fromEntries(Object.entries(folders).map(([key, value]) => [resolve(base, key), value])) }),
  };
}

function fromEnvironment(environment: Sources['environment']): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, variable, isNumber, isSwitch, isList } of describeSettings()) {
    const value = environment[variable];
    if (value === undefined || value === '') {
      continue;
    }
    if (name === 'settings') {
      values[name] = parseAssignments(value.split(/[\s,]+/));
    } else if (isList) {
      values[name] = value.split(/[\s,]+/).filter((part) => part !== '');
    } else {
      values[name] = isNumber ? Number(value) : isSwitch ? (BOOLEANS[value] ?? value) : value;
    }
  }
  return values;
}

/** Values of environment variables for true and false. */
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/** `['a=b']` becomes `{ a: 'b' }`. */
export function parseAssignments(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) {
        throw new UsageError(`invalid setting: "${text}"`, { code: 'BAD_SETTING', hint: 'Use name=value.' });
      }
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** The path of the configuration file that is in force, if there is one. @throws UsageError `BAD_CONFIGURATION` */
export async function configurationFile(folder: string, file: string | undefined): Promise<string | undefined> {
  const found = await readConfigurationFile({
    folder,
    environment: {},
    flags: {},
    ...(file === undefined ? {} : { file }),
  });
  return found?.path;
}

async function readConfigurationFile({
  folder,
  file,
}: Sources): Promise<{ path: string; content: unknown } | undefined> {
  const loaders = { ...MODULES, '.json': parseConfiguration };
  const explorer = lilconfig('elementaldb', { searchPlaces: FILES, loaders });
  try {
    const found = file === undefined ? await explorer.search(folder) : await explorer.load(resolve(folder, file));
    return found === null ? undefined : { path: found.filepath, content: withoutSchema(found.config) };
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    throw unreadable(file ?? '', error);
  }
}

function unreadable(path: string, cause: unknown): UsageError {
  return new UsageError(`cannot read the configuration file ${path}: ${messageOf(cause)}`, {
    code: 'BAD_CONFIGURATION',
    hint: 'Correct the file, or use another one with --config.',
    cause,
  });
}

/** Without `$schema`, which is for editors. */
function withoutSchema(content: unknown): unknown {
  if (!isObject(content)) {
    return content;
  }
  const { $schema: _forEditors, ...settings } = content;
  return settings;
}

function parseConfiguration(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function importConfiguration(path: string): Promise<unknown> {
  return importModule(path, 'the configuration file', 'BAD_CONFIGURATION');
}
