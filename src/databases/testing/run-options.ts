import { resolve } from 'node:path';

import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { isObject } from '../../support/json.ts';
import type { BuiltInTemplate } from '../templates/define-template.ts';
import { TEST_SERVER_VARIABLE, type TestServerDescription } from './description.ts';
import type { TestServerOptions } from './options.ts';

/** What processes of a run take from the one that started its server. Plain data. */
export type RunServerOptions = Pick<
  TestServerOptions,
  'allowClusterWide' | 'clientData' | 'database' | 'layout' | 'major' | 'pgBin' | 'prelude' | 'settings' | 'user'
> & { migrations: string; to?: string | number | undefined; template?: BuiltInTemplate | undefined };

/** The options that mean the same for a server that is given; paths are absolute. A template that is no name cannot be handed on. */
export function runOptions(options: TestServerOptions): RunServerOptions {
  const { migrations = DEFAULT_MIGRATIONS, layout, clientData, prelude, pgBin, to, template } = options;
  const { database, major, user, settings, allowClusterWide } = options;
  return {
    migrations: resolve(migrations),
    layout: typeof layout === 'object' ? { ...layout, folder: resolve(layout.folder ?? '.') } : layout,
    clientData: clientData === undefined || clientData === 'none' ? clientData : resolve(clientData),
    prelude: prelude && resolve(prelude),
    pgBin: pgBin && resolve(pgBin),
    to: to === undefined ? undefined : String(to),
    template: typeof template === 'string' ? template : undefined,
    database,
    major,
    user,
    settings,
    allowClusterWide,
  };
}

/** Variables by which processes find the server of a run, and what it was started with. */
export function runEnvironment(description: TestServerDescription, options: TestServerOptions): Record<string, string> {
  return { [TEST_SERVER_VARIABLE]: JSON.stringify({ ...description, options: runOptions(options) }) };
}

/** What the server of the run was started with, undefined without such a server. */
export function runOptionsFromEnvironment(): Partial<RunServerOptions> | undefined {
  const text = process.env[TEST_SERVER_VARIABLE];
  if (text === undefined || text === '') {
    return undefined;
  }
  const value = parsed(text);
  return isObject(value) && isObject(value['options']) ? value['options'] : undefined;
}

/** Undefined for what is not JSON; `serverFromEnvironment` refuses it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
