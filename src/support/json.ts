type FieldType = 'string' | 'number' | 'boolean' | 'object' | 'string?' | 'boolean?' | 'object?';

/** The type of each field of a JSON object: a `typeof` name, with `?` for optional fields. */
export type Shape<T> = Readonly<Record<keyof T, FieldType>>;

/**
 * Parses JSON of a known shape; undefined if it is incomplete or has another shape.
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
