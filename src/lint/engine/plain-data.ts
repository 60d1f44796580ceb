/**
 * A copy that `node:v8` can write: a function, which is a text that nobody has asked for yet, becomes that text. What was
 * the same object is the same in the copy.
 *
 * @param copies what was copied before, by its original, to share it
 */
export function toPlain<T>(value: T, copies: WeakMap<object, unknown>): T;
export function toPlain(value: unknown, copies: WeakMap<object, unknown>): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
    return value;
  }
  if (!copies.has(value)) {
    copies.set(
      value,
      copyOf(value, (part) => toPlain(part, copies)),
    );
  }
  return copies.get(value);
}

function copyOf(value: object, copy: (part: unknown) => unknown): unknown {
  if (typeof value === 'function') {
    return Reflect.apply(value, undefined, []);
  }
  if (Array.isArray(value)) {
    return Array.from(value, copy);
  }
  return value instanceof Map
    ? new Map(Array.from(value, ([key, part]) => [key, copy(part)]))
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
}
