import * as v from 'valibot';

import { FILE_OPTIONS } from '../../databases/file-options.ts';
import { BUILT_IN_TEMPLATES, type BuiltInTemplate } from '../../databases/templates/define-template.ts';
import { checkOptions, oneOf } from '../../support/check-options.ts';
import { InvalidOptionError, UsageError } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';

/** What a request can say about its database; what is left out is as on the command line. */
export interface LeaseOptions {
  template?: BuiltInTemplate;
  /** The last migration to apply, by its version. */
  to?: number | string;
}

export type Action =
  | { name: 'lease'; options: LeaseOptions }
  | { name: 'release' | 'reset' | 'keep'; database: string };

export interface Request {
  /** Chosen by the client; its answer has the same. */
  id: RequestId;
  action: Action;
}

export type RequestId = string | number;

const DATABASE = v.optional(v.string('must be the name of a leased database'));

/** `id` and the actions, of which a request has one. */
const REQUEST = v.strictObject({
  id: v.union([v.string(), v.number()], 'must be a string or a number'),
  lease: v.optional(
    v.strictObject({ template: oneOf(...BUILT_IN_TEMPLATES), to: FILE_OPTIONS.to }, 'must be an object'),
  ),
  release: DATABASE,
  reset: DATABASE,
  keep: DATABASE,
});

const HINT = 'Correct the request; docs/testing.md lists the requests.';

/** The JSON of a line. @throws UsageError `BAD_REQUEST` */
export function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new UsageError(`line ${number} is not valid JSON`, {
      code: 'BAD_REQUEST',
      hint: 'Write each request as one JSON object on one line.',
      cause: error,
    });
  }
}

/** The id of a request that may be wrong otherwise. */
export function idOf(value: unknown): RequestId | null {
  const id = isObject(value) ? value['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

/** @throws InvalidOptionError naming every invalid or unknown member */
export function readRequest(value: unknown): Request {
  checkOptions('a request', REQUEST, value, HINT);
  const { id, lease, release, reset, keep } = v.parse(REQUEST, value);
  const actions: Action[] = [];
  if (lease !== undefined) {
    actions.push({ name: 'lease', options: leaseOptions(lease) });
  }
  for (const [name, database] of Object.entries({ release, reset, keep })) {
    if (database !== undefined && (name === 'release' || name === 'reset' || name === 'keep')) {
      actions.push({ name, database });
    }
  }
  const [action] = actions;
  if (action === undefined || actions.length > 1) {
    throw new InvalidOptionError('', {
      message: `a request has one of lease, release, reset and keep, not ${actions.length}`,
      hint: HINT,
    });
  }
  return { id, action };
}

function leaseOptions({ template, to }: { template?: BuiltInTemplate | undefined; to?: unknown }): LeaseOptions {
  return {
    ...(template === undefined ? {} : { template }),
    ...(typeof to === 'number' || typeof to === 'string' ? { to } : {}),
  };
}
