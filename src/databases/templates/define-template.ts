import { readFile } from 'node:fs/promises';

import type { Client } from 'pg';
import * as v from 'valibot';

import { withConnection } from '../../postgres/connect.ts';
import { isServerFailure, SQLSTATE } from '../../postgres/sqlstate.ts';
import { ANYTHING, TEXTS, checkOptions } from '../../support/check-options.ts';
import {
  ElementalError,
  EnvironmentError,
  InvalidOptionError,
  UsageError,
  codeOf,
  messageOf,
} from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { sqlTag, type SqlTag } from '../testing/sql-tag.ts';
import type { Layer, LayerTarget } from './layer.ts';

/** The built-in templates, each based on the one before. */
export type BuiltInTemplate = 'empty' | 'migrated' | 'client-data' | 'seeded';

/** The initial state of a test database. */
export type TemplateChoice = BuiltInTemplate | UserTemplate;

/** What the builder of a template gets: a database that no other code uses. */
export interface TemplateBuilder {
  readonly client: Client;
  /**
   * For programs that need a URL; it contains the password. Their connections must be closed before the builder
   * returns.
   */
  readonly url: string;
  readonly sql: SqlTag;
}

export interface DefineTemplateOptions {
  /** The template to build on. Default: all migrations and, if there are any, the client data. */
  from?: TemplateChoice | undefined;
  /** Files whose content the builder uses: when one changes, the template is built again. */
  files?: readonly string[] | undefined;
  /** Anything else that the builder depends on, such as a seed; it must be expressible as JSON. */
  inputs?: unknown;
}

const TEMPLATE_OPTIONS = {
  from: ANYTHING, // Checked by `layersFor`.
  files: TEXTS,
  inputs: ANYTHING,
} satisfies Record<keyof DefineTemplateOptions, v.GenericSchema>;

/** A custom template for the option `template` of `testDatabase`. */
export interface UserTemplate {
  readonly name: string;
  readonly from: TemplateChoice | undefined;
  /** @internal */
  readonly layerOn: (parent: Layer) => Promise<Layer>;
}

/**
 * Defines a template: `build` runs once, on a copy of the template that it is based on, and tests get copies of the
 * result. It is cached by the text of `build`, the content of `files` and `inputs`; functions that `build` calls are
 * not considered.
 *
 * @throws InvalidOptionError
 */
export function defineTemplate(
  name: string,
  build: (builder: TemplateBuilder) => Promise<unknown>,
  options: DefineTemplateOptions = {},
): UserTemplate {
  checkOptions('defineTemplate', v.strictObject(TEMPLATE_OPTIONS), options);
  const { from, files = [], inputs } = options;
  if (
    typeof name !== 'string' ||
    !/^[A-Za-z0-9][\w .-]{0,62}$/.test(name) ||
    BUILT_IN_TEMPLATES.some((builtIn) => builtIn === name)
  ) {
    throw new InvalidOptionError('name', {
      message: `invalid name of a template: ${JSON.stringify(name)}`,
      hint: `Use up to 63 letters, digits, spaces, dots, hyphens and underscores, and none of ${BUILT_IN_TEMPLATES.join(', ')}.`,
    });
  }
  if (typeof build !== 'function') {
    throw new InvalidOptionError('build', {
      message: `the template "${name}" has no function that builds it`,
      hint: 'Write defineTemplate(name, async ({ sql }) => { … }).',
    });
  }
  const inputsKey = keyOf(name, inputs);
  const layerOn = async (parent: Layer): Promise<Layer> => {
    const contents = await Promise.all(files.map((file) => readInput(name, file)));
    return {
      label: name,
      key: contentHash([parent.key, name, build.toString(), ...contents, inputsKey]),
      parent,
      build: (target) => run(name, build, target),
    };
  };
  return { name, from, layerOn };
}

/** The names of the built-in templates. */
export const BUILT_IN_TEMPLATES: readonly BuiltInTemplate[] = ['empty', 'migrated', 'client-data', 'seeded'];

/** @throws UsageError `TEMPLATE_FAILED`, `TEMPLATE_IN_TRANSACTION` */
async function run(
  name: string,
  build: (builder: TemplateBuilder) => Promise<unknown>,
  { connection, url }: LayerTarget,
): Promise<void> {
  const work = async (client: Client): Promise<void> => {
    try {
      await build({ client, url, sql: sqlTag((text, values) => client.query(text, [...values])) });
    } catch (error) {
      throw isBuilderError(error)
        ? new UsageError(`the template "${name}" cannot be built: ${messageOf(error)}`, {
            code: 'TEMPLATE_FAILED',
            hint: 'Correct the function that was passed to defineTemplate.',
            cause: error,
          })
        : error;
    }
    await refuseOpenTransaction(name, client);
  };
  await withConnection(connection, work, { limits: 'none' });
}

/** Whether the builder caused an error, rather than the server, and the error has no explanation of its own. */
function isBuilderError(error: unknown): boolean {
  const code = codeOf(error);
  const isOfSql = code !== undefined && /^[\dA-Z]{5}$/.test(code) && !isServerFailure(code);
  return !(error instanceof ElementalError) && (code === undefined || isOfSql);
}

/** Changes of an open transaction are lost when its connection is closed. */
async function refuseOpenTransaction(name: string, client: Client): Promise<void> {
  const isOpen = await client
    .query<{ open: boolean }>('SELECT transaction_timestamp() <> statement_timestamp() AS open')
    .then(({ rows }) => rows[0]?.open === true)
    .catch((error: unknown) => codeOf(error) === SQLSTATE.inFailedTransaction);
  if (isOpen) {
    throw new UsageError(`the template "${name}" leaves a transaction open, so its changes would be lost`, {
      code: 'TEMPLATE_IN_TRANSACTION',
      hint: 'COMMIT before the function returns.',
    });
  }
}

function keyOf(template: string, inputs: unknown): string {
  if (typeof inputs === 'function' || typeof inputs === 'symbol') {
    throw new InvalidOptionError('inputs', {
      message: `the inputs of the template "${template}" are a ${typeof inputs}`,
      hint: 'Use strings, numbers, booleans, arrays and plain objects.',
    });
  }
  try {
    return JSON.stringify(inputs) ?? '';
  } catch (error) {
    throw new InvalidOptionError('inputs', {
      message: `the inputs of the template "${template}" cannot be written as JSON: ${messageOf(error)}`,
      hint: 'Use strings, numbers, booleans, arrays and plain objects.',
      cause: error,
    });
  }
}

async function readInput(template: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new EnvironmentError(`cannot read ${file}, a file of the template "${template}"`, {
      code: 'TEMPLATE_FILE_UNREADABLE',
      hint: `Correct the option "files" of defineTemplate (${codeOf(error) ?? 'unknown reason'}).`,
      cause: error,
    });
  }
}
