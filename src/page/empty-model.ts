import { packageVersion } from '../support/tool-version.ts';
import type { PageModel } from './model.ts';

/** The model of a page without a migration. */
export function emptyModel(title: string): PageModel {
  return {
    formatVersion: 1,
    title,
    tool: packageVersion(),
    postgres: null,
    migrations: [],
    objects: [],
    failure: null,
    notes: [],
    data: null,
    production: null,
  };
}
