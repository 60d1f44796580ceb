import * as v from 'valibot';

import { ANONYMIZE_CONFIGURATION } from '../configuration/anonymize-schema.ts';
import { CALLBACK, checkOptions, NUMBER, TEXT, TEXTS, VERSION, YES_OR_NO } from '../support/check-options.ts';
import { SHORTEST_KEY } from './anonymize/key.ts';
import type { AnonymizeOptions } from './anonymize/plan/plan-tables.ts';
import { CUSTOM_RULES } from './anonymize/rules/read-rules.ts';
import type { PlanEntry, PlannedReadings } from './anonymize/plan/plan-entry.ts';
import { dumpClientData as dump, type DumpProgress, type DumpReport } from './dump-client-data.ts';
import { planClientData as plan } from './plan-client-data.ts';
import type { SliceOptions } from './slice/asked-rows.ts';

/** The database to read, and the migrations that made its schema. */
export interface ClientDataSource {
  /** The database to read. */
  url: string;
  /** The folder of its migrations. */
  migrations: string;
  /** A script that runs before them. */
  prelude?: string | undefined;
  /** The folder of PostgreSQL's programs, to make a database with the migrations alone. Default: the npm package. */
  pgBin?: string | undefined;
  /** Tables to leave out. */
  exclude?: readonly string[] | undefined;
  /** The version that the source has, if it is not the last one of the folder. */
  schemaVersion?: bigint | undefined;
}

export interface DumpClientDataOptions extends ClientDataSource, SliceOptions {
  /** The file to write; `.gz` and `.zst` are compressed. */
  out: string;
  /** How values become pseudonyms; `false` writes real values. */
  anonymize: AnonymizeOptions | false;
  /** Rows of series from this date on. */
  since?: string | undefined;
  /** Adds the lines to `.gitignore` and `.dockerignore` that keep the file out. */
  writeIgnore?: boolean | undefined;
  onProgress?: ((progress: DumpProgress) => void) | undefined;
}

export interface PlanClientDataOptions extends ClientDataSource {
  anonymize: AnonymizeOptions;
  /** Called with what is being done. */
  onProgress?: ((step: string) => void) | undefined;
}

/** How the columns of a database are anonymized. */
export interface ClientDataPlan {
  /** Columns that had to be judged, in the order of tables and columns. */
  entries: readonly PlanEntry[];
  /** Those without a decision: a dump is refused until the configuration has one. */
  undecided: readonly PlanEntry[];
  /** Tables whose readings change; all others are kept. */
  readings: readonly PlannedReadings[];
}

const REQUIRED_TEXT = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'));

const ANONYMIZE = v.strictObject({
  key: v.pipe(v.string('must be a string'), v.minLength(SHORTEST_KEY, `must have ${SHORTEST_KEY} characters or more`)),
  configuration: v.optional(ANONYMIZE_CONFIGURATION),
  rules: v.optional(CUSTOM_RULES),
} satisfies Record<keyof AnonymizeOptions, v.GenericSchema>);

const SOURCE = {
  url: REQUIRED_TEXT,
  migrations: REQUIRED_TEXT,
  prelude: TEXT,
  pgBin: TEXT,
  exclude: TEXTS,
  schemaVersion: VERSION,
} satisfies Record<keyof ClientDataSource, v.GenericSchema>;

const DUMP = v.strictObject({
  ...SOURCE,
  out: REQUIRED_TEXT,
  anonymize: v.union([v.literal(false), ANONYMIZE], 'must be false, or an object with a key'),
  where: TEXTS,
  clients: TEXTS,
  sites: TEXTS,
  sample: NUMBER,
  since: TEXT,
  writeIgnore: YES_OR_NO,
  onProgress: CALLBACK,
} satisfies Record<keyof DumpClientDataOptions, v.GenericSchema>);

const PLAN = v.strictObject({
  ...SOURCE,
  anonymize: ANONYMIZE,
  onProgress: CALLBACK,
} satisfies Record<keyof PlanClientDataOptions, v.GenericSchema>);

/**
 * Writes the rows of a database, or a part of them, to a script, as `client-data dump` does: one state, in the same bytes for the
 * same rows, anonymized and searched for original values. The file appears when it is complete.
 *
 * @throws InvalidOptionError; ElementalError with the codes of `client-data dump`: `SOURCE_VERSION_DIFFERS`, `ANONYMIZE_UNDECIDED`,
 *   `ANONYMIZE_LEAK` and others
 */
export async function dumpClientData(options: DumpClientDataOptions): Promise<DumpReport> {
  checkOptions('dumpClientData', DUMP, options);
  const { migrations, prelude, pgBin, anonymize, ...rest } = options;
  return dump({
    ...rest,
    migrated: { migrations, prelude, pgBin },
    anonymize: anonymize === false ? undefined : anonymize,
  });
}

/**
 * Plans how a dump of a database is anonymized, as `client-data dump --plan` does; writes nothing. A slice gets the same pseudonyms as all rows.
 *
 * @throws InvalidOptionError; ElementalError with the codes of `client-data dump --plan`
 */
export async function planClientData(options: PlanClientDataOptions): Promise<ClientDataPlan> {
  checkOptions('planClientData', PLAN, options);
  const { migrations, prelude, pgBin, onProgress, ...rest } = options;
  const { entries, undecided, readings } = await plan({
    ...rest,
    migrated: { migrations, prelude, pgBin },
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { entries, undecided, readings };
}
