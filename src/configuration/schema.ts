import * as v from 'valibot';

import { ANONYMIZE_CONFIGURATION } from './anonymize-schema.ts';
import { DEFAULT_DATABASE, DEFAULT_USER } from './defaults.ts';
import { LAYOUT_CHOICE, LAYOUT_NAMES } from './layout.ts';
import { LINT_CONFIGURATION } from './lint-schema.ts';

/** The schema of a setting with its description; `placeholder` stands for the value in the help. */
function setting<const TSchema extends v.GenericSchema>(schema: TSchema, placeholder: string, description: string) {
  return v.optional(v.pipe(schema, v.description(description), v.metadata({ placeholder })));
}

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const wholeNumber = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));

/** PostgreSQL truncates longer names (NAMEDATALEN), so the database would have another name. */
const identifier = v.pipe(
  text,
  v.check((name) => Buffer.byteLength(name) <= 63, 'must be 63 bytes or less'),
);

/** A name that `initdb` accepts for the superuser. */
const roleName = v.pipe(
  identifier,
  v.check((name) => !name.startsWith('pg_'), 'must not begin with pg_, which PostgreSQL reserves'),
  v.check((name) => !/["\\\n]/.test(name), 'must not contain quotes, backslashes or line breaks'),
);

/**
 * All settings. They are set in `elementaldb.config.*`, by `ELEMENTALDB_*` in the environment (`pgBin` is
 * `ELEMENTALDB_PG_BIN`) or by a flag (`--pg-bin`); `datasets`, `lint` and `anonymize` only in a file. Help, documentation and the JSON
 * Schema are generated from this schema.
 */
export const CONFIGURATION = v.strictObject({
  migrations: setting(text, 'folder', 'Folder of the migration pairs (default: ./migrations).'),
  layout: setting(
    LAYOUT_CHOICE,
    'tool|auto',
    `Tool whose layout the migrations have: ${LAYOUT_NAMES.join(', ')}, or auto to decide by the files (default: golang-migrate).`,
  ),
  clientData: setting(
    text,
    'file|none',
    'SQL dump applied after the last migration; * stands for any part of a file name beside the migrations (default: 999999_*.up.sql there, if it holds only rows).',
  ),
  prelude: setting(
    text,
    'file',
    'SQL run before the first migration, for what production already has (default: none).',
  ),
  populate: setting(
    text,
    'folder',
    'Rows that verify adds before it tries a version: VERSION.sql or VERSION_NAME.sql (default: ./fixtures/populate, if it exists).',
  ),
  ignoreRows: setting(
    v.array(v.pipe(text, v.excludes(',', 'must be one table or pattern, without a comma')), 'must be a list of names'),
    'table',
    'Tables whose rows verify does not compare, such as a log that triggers write: audit.*, public.ddl_log (default: none).',
  ),
  ignoreObjects: setting(
    v.array(v.pipe(text, v.excludes(',', 'must be one name or pattern, without a comma')), 'must be a list of names'),
    'name',
    'Objects that diff and drift leave out, by name or kind and name: audit.*, extension pg_stat_statements (default: none).',
  ),
  baseline: setting(
    text,
    'file',
    'Findings that lint and verify accept, written by --update-baseline (default: elementaldb-baseline.json if it exists).',
  ),
  server: setting(
    text,
    'kind|url',
    'Server to use: embedded, docker, or the URL of a running one (default: embedded).',
  ),
  postgres: setting(wholeNumber, 'major', 'Major version of the embedded server (default: the newest installed).'),
  pgBin: setting(text, 'folder', 'Folder of PostgreSQL programs for the embedded server (default: the npm package).'),
  image: setting(text, 'name', 'Image for --server docker (default: postgres:18).'),
  reuseContainer: setting(
    v.boolean('must be true or false'),
    'true|false',
    'With --server docker: leave the container running, and use the one of an earlier run (default: a new container).',
  ),
  database: setting(identifier, 'name', `Name of the new database (default: ${DEFAULT_DATABASE}).`),
  user: setting(
    roleName,
    'name',
    `Superuser on servers that elementaldb starts, or the role of the migrations to connect as (default: ${DEFAULT_USER}).`,
  ),
  port: setting(
    v.pipe(wholeNumber, v.minValue(1, 'must be 1 or more'), v.maxValue(65_535, 'must be 65535 or less')),
    'number',
    'Port of the embedded server (default: a free one).',
  ),
  name: setting(text, 'name', "Name of the server, to run several at the same time (default: the folder's name)."),
  settings: setting(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    'name=value',
    'Server settings, e.g. log_statement=all; --set can be repeated (default: none).',
  ),
  datasets: v.optional(
    v.pipe(v.array(text), v.description('Files that define custom datasets for seed; in a configuration file only.')),
  ),
  lint: v.optional(
    v.pipe(LINT_CONFIGURATION, v.description('Preset, rules and folders of lint; in a configuration file only.')),
  ),
  anonymize: v.optional(
    v.pipe(
      ANONYMIZE_CONFIGURATION,
      v.description('The reviewed plan by which client-data dump anonymizes; in a configuration file only.'),
    ),
  ),
});

/** The contents of a configuration file. */
export type Configuration = v.InferOutput<typeof CONFIGURATION>;

/** Settings with a flag and a variable. */
export type SettingName = Exclude<keyof typeof CONFIGURATION.entries, InFileOnly>;

type InFileOnly = 'datasets' | 'lint' | 'anonymize';

const IN_FILE_ONLY: ReadonlySet<string> = new Set<InFileOnly>(['datasets', 'lint', 'anonymize']);

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
  /** Whether it takes several values. */
  isList: boolean;
  isPath: boolean;
}

/** Flags with another name than their setting. */
const FLAGS: Partial<Record<SettingName, string>> = { settings: '--set', reuseContainer: '--reuse' };

const NUMBERS: ReadonlySet<SettingName> = new Set(['postgres', 'port']);
const LISTS: ReadonlySet<SettingName> = new Set(['ignoreRows', 'ignoreObjects']);
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
      isList: LISTS.has(name),
      isPath: PATHS.has(name),
    };
  });
}

function settingNames(): SettingName[] {
  return Object.keys(CONFIGURATION.entries).filter(
    (key): key is SettingName => key in CONFIGURATION.entries && !IN_FILE_ONLY.has(key),
  );
}
