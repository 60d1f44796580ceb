import * as v from 'valibot';

import { LAYOUT_CHOICE } from '../configuration/layout.ts';
import { TEXT, YES_OR_NO } from '../support/check-options.ts';
import type { ClusterWideOptions } from './cluster-wide.ts';
import type { DatabaseFiles } from './content.ts';

/** Schemas of the options that name the files of a database. */
export const FILE_OPTIONS = {
  migrations: v.string('must be a string'),
  layout: v.optional(LAYOUT_CHOICE),
  clientData: TEXT,
  prelude: TEXT,
  to: v.optional(
    v.union(
      [v.pipe(v.number(), v.integer(), v.minValue(0)), v.bigint(), v.pipe(v.string(), v.digits())],
      'must be a version, such as 12',
    ),
  ),
  allowClusterWide: YES_OR_NO,
} satisfies Record<keyof (DatabaseFiles & ClusterWideOptions), v.GenericSchema>;
