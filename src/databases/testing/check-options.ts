import * as v from 'valibot';

import { UsageError } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import { parseDescription } from './description.ts';

const text = v.optional(v.string('must be a string'));
const yesOrNo = v.optional(v.boolean('must be true or false'));
const count = v.optional(
  v.pipe(v.number('must be a number'), v.minValue(1, 'must be 1 or more'), v.integer('must be a whole number')),
);

const SERVER = v.variant(
  'kind',
  [v.object({ kind: v.picklist(['embedded', 'docker']) }), v.object({ kind: v.literal('existing'), url: v.string() })],
  "must be { kind: 'embedded' }, { kind: 'docker' } or { kind: 'existing', url }",
);

/** A template is looked at by `layersFor`, which can say what there is; `on` by `parseDescription`. */
const OPTIONS = v.strictObject({
  migrations: text,
  clientData: text,
  prelude: text,
  template: v.optional(v.unknown()),
  allowClusterWide: yesOrNo,
  onProgress: v.optional(v.function('must be a function')),
  server: v.optional(SERVER),
  major: v.optional(v.number('must be a number')),
  pgBin: text,
  image: text,
  reuseContainer: yesOrNo,
  user: text,
  settings: v.optional(v.record(v.string(), v.string('must hold strings'), 'must be an object of strings')),
  on: v.optional(v.unknown()),
  isolation: v.optional(v.unknown()),
  limit: count,
  maxBytes: count,
  reuse: yesOrNo,
});

/**
 * Refuses what cannot be meant, from callers whose types nobody checks, before anything is started.
 *
 * @throws UsageError `BAD_OPTION` with all faults; `BAD_TEST_SERVER`
 */
export function checkTestOptions(options: unknown): void {
  const parsed = v.safeParse(OPTIONS, options);
  if (!parsed.success) {
    const faults = parsed.issues.map((issue) => {
      const name = issue.path?.map(({ key }) => String(key)).join('.');
      if (name === undefined) {
        return 'they must be an object';
      }
      if (name === 'server.url') {
        return 'server.url must be a URL';
      }
      return issue.type === 'strict_object' ? `there is no option "${name}"` : `${name} ${issue.message}`;
    });
    throw new UsageError(
      `the options for test databases are not valid\n${faults.map((each) => `  ${each}`).join('\n')}`,
      {
        code: 'BAD_OPTION',
        hint: 'Correct these values; docs/testing.md lists the options.',
      },
    );
  }
  if (isObject(options) && options['on'] !== undefined) {
    parseDescription(JSON.stringify(options['on']));
  }
}
