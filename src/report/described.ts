import * as v from 'valibot';

/** A part of a report's schema with a sentence for the JSON Schema in docs/. */
export function described<const TSchema extends v.GenericSchema>(schema: TSchema, description: string) {
  return v.pipe(schema, v.description(description));
}
