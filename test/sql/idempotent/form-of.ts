import { idempotentForm } from '../../../src/sql/idempotent/idempotent-form.ts';
import { parseStatements } from '../../../src/sql/parse-statements.ts';

/** The form of one statement that may run again. */
export async function formOf(sql: string): Promise<string | undefined> {
  const [statement] = await parseStatements(sql);
  return statement && idempotentForm(statement);
}
