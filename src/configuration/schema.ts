import * as v from 'valibot';

import { DEFAULT_DATABASE, DEFAULT_USER } from './defaults.ts';
import { LINT_CONFIGURATION } from './lint-schema.ts';

/** A setting's schema with what help and documentation say of it; `placeholder` stands for the value in help. */
function setting<const TSchema extends v.GenericSchema>(schema: TSchema, placeholder: string, description: string) {
  return v.optional(v.pipe(schema, v.description(description), v.metadata({ placeholder })));
}

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const wholeNumber = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));

/** PostgreSQL cuts longer names off (NAMEDATALEN), so that what was made is found under another one. */
const identifier = v.pipe(
  text,
  v.check((name) => Buffer.byteLength(name) <= 63, 'must be 63 bytes or less'),
);

/** Names that `initdb` cannot make a superuser of. */
const roleName = v.pipe(
  identifier,
  v.check((name) => !name.startsWith('pg_'), 'must not begin with pg_, which PostgreSQL keeps for itself'),
  v.check((name) => !/["\\\n]/.test(name), 'must not hold quotes, backslashes or line breaks'),
);

/**
 * Everything that can be set, in `elementaldb.config.*`, by `ELEMENTALDB_*` in the environment (`pgBin` is
 * `ELEMENTALDB_PG_BIN`) or by a flag (`--pg-bin`); `datasets` and `lint` in a file only. Help, documentation and the JSON Schema are derived from here.
 */
export const CONFIGURATION = v.strictObject({
  migrations: setting(text, 'folder', 'Folder of the migration pairs (default: ./migrations).'),
  clientData: setting(
    text,
    'file|none',
    'SQL dump applied after the last migration (default: 999999_client_data.up.sql beside the migrations, if there).',
  ),
  prelude: setting(text, 'file', 'SQL run before the first migration, for what production has already.'),
  populate: setting(
    text,
    'folder',
    'Rows that verify adds before it tries a version: <version>.sql or <version>_<name>.sql (default: ./fixtures/populate, if there).',
  ),
  baseline: setting(text, 'file', 'Defects that verify accepts, written by --update-baseline.'),
  server: setting(
    text,
    'kind|url',
    'Server to use: embedded, docker, or the URL of one that runs (default: embedded).',
  ),
  postgres: setting(wholeNumber, 'major', 'Major version of the embedded server (default: the newest installed).'),
  pgBin: setting(text, 'folder', 'Folder of PostgreSQL programs for the embedded server, instead of the npm package.'),
  image: setting(text, 'name', 'Image for --server docker (default: postgres:18).'),
  reuseContainer: setting(
    v.boolean('must be true or false'),
    'true|false',
    'With --server docker: leave the container running for the next run, and use the one that an earlier run has left.',
  ),
  database: setting(identifier, 'name', `Name of the database made (default: ${DEFAULT_DATABASE}).`),
  user: setting(roleName, 'name', `Superuser on servers we start (default: ${DEFAULT_USER}).`),
  port: setting(
    v.pipe(wholeNumber, v.minValue(1, 'must be 1 or more'), v.maxValue(65_535, 'must be 65535 or less')),
    'number',
    'Port of the embedded server (default: one that is free).',
  ),
  name: setting(text, 'name', "Name of the server, for several at a time (default: the folder's name)."),
  settings: setting(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    'name=value',
    'Server settings, e.g. log_statement=all. On the command line --set, which can be repeated.',
  ),
  datasets: v.optional(
    v.pipe(v.array(text), v.description("Files that define datasets of one's own, for seed; in a file only.")),
  ),
  lint: v.optional(v.pipe(LINT_CONFIGURATION, v.description('Preset, rules and folders of lint; in a file only.'))),
});

/** What may stand in a configuration file. */
export type Configuration = v.InferOutput<typeof CONFIGURATION>;

/** What has a flag and a variable: all but what is more than one value. */
export type SettingName = Exclude<keyof typeof CONFIGURATION.entries, InFileOnly>;

type InFileOnly = 'datasets' | 'lint';

const IN_FILE_ONLY: ReadonlySet<string> = new Set<InFileOnly>(['datasets', 'lint']);

export interface SettingDescription {
  name: SettingName;
  /** `--pg-bin` */
  flag: string;
  /** `ELEMENTALDB_PG_BIN` */
  variable: string;
  placeholder: string;
  description: string;
  isNumber: boolean;
  isSwitch: boolean;
  isPath: boolean;
}

/** Flags that are not named like their setting. */
const FLAGS: Partial<Record<SettingName, string>> = { settings: '--set', reuseContainer: '--reuse' };

const NUMBERS: ReadonlySet<SettingName> = new Set(['postgres', 'port']);
const PATHS: ReadonlySet<SettingName> = new Set([
  'migrations',
  'clientData',
  'prelude',
  'populate',
  'baseline',
  'pgBin',
]);

/** The settings in the order of the schema, for help, the environment and documentation. */
export function describeSettings(): SettingDescription[] {
  return settingNames().map((name) => {
    const { wrapped } = CONFIGURATION.entries[name];
    const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return {
      name,
      flag: FLAGS[name] ?? `--${kebab}`,
      variable: `ELEMENTALDB_${kebab.replaceAll('-', '_').toUpperCase()}`,
      placeholder: v.getMetadata(wrapped).placeholder,
      description: v.getDescription(wrapped) ?? '',
      isNumber: NUMBERS.has(name),
      isSwitch: name === 'reuseContainer',
      isPath: PATHS.has(name),
    };
  });
}

function settingNames(): SettingName[] {
  return Object.keys(CONFIGURATION.entries).filter(
    (key): key is SettingName => key in CONFIGURATION.entries && !IN_FILE_ONLY.has(key),
  );
}
