import * as v from 'valibot';

/** Named sets of rules; `elementaldb` holds those of the team that this tool was made for. */
export const LINT_PRESETS = ['elementaldb', 'recommended', 'strict'] as const;

const severity = v.picklist(['off', 'warning', 'error'], 'must be off, warning or error');

/** Leading zeros do not count, so that a version can be copied from a file's name. */
const version = v.union(
  [v.pipe(v.number(), v.integer(), v.minValue(0)), v.pipe(v.string(), v.digits())],
  'must be a version, such as "000120"',
);

const rules = {
  preset: v.optional(v.picklist(LINT_PRESETS, `must be ${LINT_PRESETS.join(', ')}`)),
  /** The first version that anything is said of. */
  from: v.optional(version),
  rules: v.optional(
    v.record(
      v.string(),
      v.union(
        [severity, v.strictObject({ severity: v.optional(severity), from: v.optional(version) })],
        'must be off, warning, error, or an object with severity and from',
      ),
    ),
  ),
};

/** What a configuration file may say of lint, in all and for single folders. */
export const LINT_CONFIGURATION = v.strictObject({
  ...rules,
  baseline: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  folders: v.optional(v.record(v.string(), v.strictObject(rules))),
});

export type LintConfiguration = v.InferOutput<typeof LINT_CONFIGURATION>;
