import * as v from 'valibot';

import { ANYTHING, CALLBACK, NUMBER, TEXT, TEXT_RECORD, YES_OR_NO, wholeNumber } from '../support/check-options.ts';
import type { DockerOptions } from './docker/options.ts';
import type { EmbeddedOptions } from './embedded/options.ts';
import type { ServerChoice } from './server-choice.ts';

export interface StartServerOptions extends EmbeddedOptions, DockerOptions {
  server?: ServerChoice | undefined;
  /** The name for `ps`, `stop` and `url`. Without a name the server is known only to the caller. */
  name?: string | undefined;
}

/** A `ServerChoice`; the message does not repeat the URL, which may hold a password. */
export const SERVER_CHOICE = v.optional(
  v.variant(
    'kind',
    [
      v.strictObject({ kind: v.picklist(['embedded', 'docker']) }),
      v.strictObject({ kind: v.literal('existing'), url: v.string('must be a URL') }),
    ],
    "must be { kind: 'embedded' }, { kind: 'docker' } or { kind: 'existing', url }",
  ),
);

/** Schemas of the options of `startServer`, for every function that takes them too. */
export const SERVER_OPTIONS = {
  server: SERVER_CHOICE,
  name: TEXT,
  user: TEXT,
  port: wholeNumber(1, 65_535),
  major: NUMBER,
  pgBin: TEXT,
  projectFolder: TEXT,
  image: TEXT,
  settings: TEXT_RECORD,
  detached: YES_OR_NO,
  shared: YES_OR_NO,
  preparation: ANYTHING,
  onProgress: CALLBACK,
} satisfies Record<keyof StartServerOptions, v.GenericSchema>;
