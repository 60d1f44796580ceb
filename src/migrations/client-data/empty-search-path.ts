/** A function or procedure in the server's CONTEXT: `PL/pgSQL function public.f(text) line 1`, `SQL function "f"`. */
const CALLER = /(?:function|procedure) (?:"([^"]+)"|([\w."]+\([^)]*\)))/;

/** "… does not exist" for a function, table, type, operator or schema. */
const MISSING = new Set(['42883', '42P01', '42704', '3F000']);

/**
 * The advice for a function that does not find what it uses, since dumps of `pg_dump` empty the search path; undefined for
 * any other error.
 *
 * @param context the server's CONTEXT
 * @see https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
export function emptySearchPathAdvice(sqlstate: string | undefined, context: string | undefined): string | undefined {
  const caller = CALLER.exec(context ?? '');
  if (caller === null || !MISSING.has(sqlstate ?? '')) {
    return undefined;
  }
  const name = caller[1] ?? caller[2] ?? '';
  return (
    `pg_dump empties the search_path, so ${name} does not find what it names without a schema. In a migration, write the ` +
    `schema in its body, or: ALTER FUNCTION ${name} SET search_path = public, pg_temp.`
  );
}
