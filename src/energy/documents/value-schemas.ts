import * as v from 'valibot';

/** Numbers as the services' models take them: any, from 0, above 0, or a share from 0 to 1. */
export const NUMBER = v.number();
export const NOT_NEGATIVE = v.pipe(NUMBER, v.minValue(0, 'is below 0'));
export const POSITIVE = v.pipe(NUMBER, v.gtValue(0, 'is not above 0'));
export const SHARE = v.pipe(NOT_NEGATIVE, v.maxValue(1, 'is above 1'));

/** Whole numbers. JSON has one type of number, so that 1.0 is one of them. */
export const WHOLE = v.pipe(NUMBER, v.integer('is not a whole number'));
export const COUNT = v.pipe(WHOLE, v.minValue(0, 'is below 0'));
export const POSITIVE_COUNT = v.pipe(WHOLE, v.minValue(1, 'is below 1'));

/** A UUID of version 4 or 7, which is what the services' models accept as an id. */
export const ID = v.pipe(
  v.string(),
  v.regex(/^[\da-f]{8}-[\da-f]{4}-[47][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i, 'is not a UUID of version 4 or 7'),
);

/** A moment with its offset from UTC. */
export const INSTANT = v.pipe(v.string(), v.isoTimestamp('is not a moment with an offset from UTC'));

/** A list of at least one value, all of one kind: readers take a minimum of it. */
export function valuesOf<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.minLength(1, 'is an empty list'));
}

/** Objects, as valibot's own schemas for them, which take lists too. */
export function objectOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(unlisted<v.InferInput<v.ObjectSchema<Entries, undefined>>>(), v.object(entries));
}

/** Objects that have no other keys. */
export function strictObjectOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(unlisted<v.InferInput<v.StrictObjectSchema<Entries, undefined>>>(), v.strictObject(entries));
}

/** Objects with any other keys. */
export function looseObjectOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(unlisted<v.InferInput<v.LooseObjectSchema<Entries, undefined>>>(), v.looseObject(entries));
}

/** Objects with these keys, and any others whose values are of one kind. */
export function objectWithRestOf<const Entries extends v.ObjectEntries, const Rest extends v.GenericSchema>(
  entries: Entries,
  rest: Rest,
) {
  return v.pipe(
    unlisted<v.InferInput<v.ObjectWithRestSchema<Entries, Rest, undefined>>>(),
    v.objectWithRest(entries, rest),
  );
}

/** Objects of any keys that `key` takes, with values of one kind. */
export function recordOf<const Key extends v.GenericSchema<string, string>, const Value extends v.GenericSchema>(
  key: Key,
  value: Value,
) {
  return v.pipe(unlisted<v.InferInput<v.RecordSchema<Key, Value, undefined>>>(), v.record(key, value));
}

function unlisted<Input>() {
  return v.custom<Input>((value) => !Array.isArray(value), 'expected an object, found a list');
}
