import { resolve } from 'node:path';

import * as v from 'valibot';

import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import type { LayoutChoice } from '../configuration/layout.ts';
import { loadConfiguration } from '../configuration/load.ts';
import { describeSettings, type Configuration } from '../configuration/schema.ts';
import { testServerOptions } from '../databases/testing/configured.ts';
import type { TestServerOptions } from '../databases/testing/options.ts';
import { runOptions, type RunServerOptions } from '../databases/testing/run-options.ts';
import { BUILT_IN_TEMPLATES, type BuiltInTemplate } from '../databases/templates/define-template.ts';
import { UsageError } from '../support/errors.ts';
import { isObject } from '../support/json.ts';

/** What becomes of a test's database when the test fails: it is dropped (`never`), or stays for an hour. */
export type Keep = 'never' | 'on-failure';

/** Choices for the whole run that say how databases are handed out. They are plain data, so that workers can have them. */
export interface RunOptions {
  /** Folder of the migration pairs, absolute. */
  migrations: string;
  /** The tool whose layout they have; `golang-migrate` by default. */
  layout?: LayoutChoice | undefined;
  /** A dump for the last stage; `none` for none. */
  clientData?: string | undefined;
  /** SQL to run before the first migration. */
  prelude?: string | undefined;
  /** The last migration to apply, by its version; all by default. */
  to?: number | string | undefined;
  /** Lets the files create or change roles and the like on a server that is not ours. */
  allowClusterWide?: boolean | undefined;
  /** What a test database starts as: all migrations and, where there are any, the client data by default. */
  template?: BuiltInTemplate | undefined;
  isolation?: 'database' | 'transaction' | undefined;
  /** `never` by default; a test or `ELEMENTALDB_TEST_KEEP` may override it. */
  keep?: Keep | undefined;
  /** How many databases for tests may be on the server at a time; 64 by default. */
  limit?: number | undefined;
  /** How much they may take together, in bytes; 4 GiB by default. */
  maxBytes?: number | undefined;
  /** Whether a database may be handed out again once it is certainly as its template again; yes by default. */
  reuse?: boolean | undefined;
}

/** What may stand at `test.provide.elementaldb`: the settings of `elementaldb.config.*`, and how databases are handed out. */
export interface VitestOptions
  extends Partial<RunOptions>, Pick<Configuration, 'server' | 'postgres' | 'pgBin' | 'image' | 'user' | 'settings'> {}

const COUNT = v.optional(
  v.pipe(v.number('must be a number'), v.minValue(1, 'must be 1 or more'), v.integer('must be a whole number')),
);

const VERSION = v.optional(
  v.union(
    [v.pipe(v.number(), v.integer(), v.minValue(0)), v.pipe(v.string(), v.digits())],
    'must be a version, such as 12',
  ),
);

const RUN_OPTIONS = v.object({
  to: VERSION,
  allowClusterWide: v.optional(v.boolean('must be true or false')),
  template: v.optional(v.picklist([...BUILT_IN_TEMPLATES], `must be one of ${BUILT_IN_TEMPLATES.join(', ')}`)),
  isolation: v.optional(v.picklist(['database', 'transaction'], 'must be database or transaction')),
  keep: v.optional(v.picklist(['never', 'on-failure'], 'must be never or on-failure')),
  limit: COUNT,
  maxBytes: COUNT,
  reuse: v.optional(v.boolean('must be true or false')),
});

/** Where the options stand, for messages. */
const PLACE = 'test.provide.elementaldb';

/** What a worker asks for, also when its files need another server than that of the run. Plain data. */
export type WorkerOptions = RunOptions & RunServerOptions;

export interface Resolved {
  server: TestServerOptions;
  run: WorkerOptions;
}

export interface OptionSources {
  /** The project's folder: paths are relative to it, and the configuration file is looked for from there upwards. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** What stands at `test.provide.elementaldb`; wins over environment and file. */
  given: unknown;
}

/**
 * The options in force: those of the project over environment over configuration file.
 *
 * @throws UsageError `BAD_CONFIGURATION`
 */
export async function resolveOptions({ folder, environment, given }: OptionSources): Promise<Resolved> {
  if (given !== undefined && !isObject(given)) {
    throw badOptions([`${PLACE} must be an object`]);
  }
  const all: Record<string, unknown> = { ...given };
  const kept = environment['ELEMENTALDB_TEST_KEEP'];
  const parsed = v.safeParse(RUN_OPTIONS, {
    ...(kept === undefined || kept === '' ? {} : { keep: kept }),
    ...Object.fromEntries(Object.entries(all).filter(([name]) => name in RUN_OPTIONS.entries)),
  });
  const flags = Object.fromEntries(Object.entries(all).filter(([name]) => !(name in RUN_OPTIONS.entries)));
  const unknown = unknownNames(flags);
  if (!parsed.success || unknown.length > 0) {
    const faults = (parsed.issues ?? []).map((issue) => {
      const name = String(issue.path?.[0].key);
      const where = name === 'keep' && all['keep'] === undefined ? 'ELEMENTALDB_TEST_KEEP' : `${PLACE}.${name}`;
      return `${where} ${issue.message}`;
    });
    throw badOptions([...unknown.map((name) => `${PLACE}: unknown option "${name}"`), ...faults]);
  }
  const configuration = await loadConfiguration({ folder, environment, flags, flagsSource: PLACE });
  const { migrations = resolve(folder, DEFAULT_MIGRATIONS) } = configuration;
  const server = testServerOptions({ ...configuration, migrations });
  const run = { ...runOptions(server), ...parsed.output };
  const { allowClusterWide, template, to } = run;
  return { server: { ...server, allowClusterWide, template, to }, run };
}

/** Settings of a configuration file that mean nothing here. */
const NOT_HERE = new Set(['populate', 'ignoreRows', 'ignoreObjects', 'baseline', 'database', 'port', 'name']);

function unknownNames(settings: Readonly<Record<string, unknown>>): string[] {
  const known = describeSettings().map(({ name }) => name);
  return Object.keys(settings).filter((name) => NOT_HERE.has(name) || !known.some((each) => each === name));
}

function badOptions(faults: readonly string[]): UsageError {
  return new UsageError(
    `the options of elementaldb/vitest are not valid\n${faults.map((each) => `  ${each}`).join('\n')}`,
    {
      code: 'BAD_CONFIGURATION',
      hint: 'Correct these values; docs/testing.md lists the options.',
    },
  );
}
