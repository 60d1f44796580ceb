import * as v from 'valibot';

/** Named sets of rules; the first is the default, `elementaldb` has the conventions of the team behind this toolkit. */
export const LINT_PRESETS = ['recommended', 'strict', 'elementaldb'] as const;

const severity = v.picklist(['off', 'warning', 'error'], 'must be off, warning or error');

/** Leading zeros are ignored, so that a version can be copied from a file name. */
const version = v.union(
  [v.pipe(v.number(), v.integer(), v.minValue(0)), v.pipe(v.string(), v.digits())],
  'must be a version, such as "000120"',
);

const rules = {
  preset: v.optional(v.picklist(LINT_PRESETS, `must be ${LINT_PRESETS.join(', ')}`)),
  /** The first version that is checked. */
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

/** Settings of lint, for all folders and for single ones. */
export const LINT_CONFIGURATION = v.strictObject({
  ...rules,
  baseline: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  folders: v.optional(v.record(v.string(), v.strictObject(rules))),
});

export type LintConfiguration = v.InferOutput<typeof LINT_CONFIGURATION>;
