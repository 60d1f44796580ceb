type FieldType = 'string' | 'number' | 'boolean' | 'object' | 'string?' | 'object?';

/** What each field of an object in a file of ours must be: a `typeof` name, with `?` where the field may be missing. */
export type Shape<T> = Readonly<Record<keyof T, FieldType>>;

/**
 * Reads JSON that this package has written, or undefined when it is not what it should be: half-written, of another
 * format, or somebody else's.
 */
export function parseShape<T>(text: string, shape: Shape<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return hasShape(value, shape) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasShape<T>(value: unknown, shape: Shape<T>): value is T {
  return isObject(value) && Object.entries<FieldType>(shape).every(([key, type]) => fits(value[key], type));
}

function fits(value: unknown, type: FieldType): boolean {
  const kind = value === null ? 'null' : typeof value;
  return type.endsWith('?') ? value === undefined || `${kind}?` === type : kind === type;
}
