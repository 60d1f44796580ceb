import * as v from 'valibot';

const name = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const days = v.pipe(v.number(), v.integer());

/** How a dump of client data is anonymized: the reviewed plan. */
export const ANONYMIZE_CONFIGURATION = v.strictObject({
  /** A file that exports custom rules. */
  rules: v.optional(name),
  /** By `schema.table.column`: the name of a rule or `keep`; of a JSON column, one for each path. */
  columns: v.optional(
    v.record(name, v.union([name, v.record(name, name)], 'must be a rule, or an object of rules by path')),
  ),
  /** By `schema.table`, or `*` for all others: how readings change. Default: they are kept. */
  readings: v.optional(
    v.record(
      name,
      v.union(
        [
          v.literal('keep'),
          v.strictObject({ shiftDays: days }),
          v.strictObject({
            /** The column whose value chooses the factor: of the table, or of one that its foreign keys lead to. */
            scaleBy: name,
            /** The columns that are multiplied. */
            columns: v.pipe(v.array(name), v.minLength(1, 'must name a column')),
            shiftDays: v.optional(days),
          }),
        ],
        'must be "keep", or an object with shiftDays, or one with scaleBy and columns',
      ),
    ),
  ),
});

export type AnonymizeConfiguration = v.InferOutput<typeof ANONYMIZE_CONFIGURATION>;
