/** What PostgreSQL says of an error beside its message; `undefined` where it does not. */
export interface ServerFields {
  /** Counts characters of the query from 1. */
  position: number | undefined;
  code: string | undefined;
  detail: string | undefined;
  hint: string | undefined;
  where: string | undefined;
  internalQuery: string | undefined;
  schema: string | undefined;
  table: string | undefined;
  column: string | undefined;
  constraint: string | undefined;
}

/** The fields that pg puts on its DatabaseError, read from anything thrown: another copy of pg throws another class. */
export function serverFields(error: unknown): ServerFields {
  const fields = new Map<string, unknown>(typeof error === 'object' && error !== null ? Object.entries(error) : []);
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const position = text('position');
  return {
    position: position === undefined ? undefined : Number(position),
    code: text('code'),
    detail: text('detail'),
    hint: text('hint'),
    where: text('where'),
    internalQuery: text('internalQuery'),
    schema: text('schema'),
    table: text('table'),
    column: text('column'),
    constraint: text('constraint'),
  };
}
