/**
 * The conditions that this package checks, with PostgreSQL's names.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const SQLSTATE = {
  activeSqlTransaction: '25001',
  duplicateDatabase: '42P04',
  exclusionViolation: '23P01',
  foreignKeyViolation: '23503',
  inFailedTransaction: '25P02',
  insufficientPrivilege: '42501',
  lockNotAvailable: '55P03',
  objectInUse: '55006',
  queryCanceled: '57014',
  readOnlySqlTransaction: '25006',
  undefinedObject: '42704',
  undefinedTable: '42P01',
  uniqueViolation: '23505',
  wrongObjectType: '42809',
} as const;

/** Insufficient resources, operator intervention except a cancelled query, system errors, corrupted data. */
const SERVER_FAILURES = /^(?:53|57P|58|XX00[12])/;

/** Whether the server or its machine failed, independent of the statement. */
export function isServerFailure(sqlstate: string | undefined): boolean {
  return sqlstate !== undefined && SERVER_FAILURES.test(sqlstate);
}
