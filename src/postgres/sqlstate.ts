/**
 * The conditions this package branches on, by their names in PostgreSQL's own list.
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

/** Insufficient resources, operator intervention but for a cancelled query, system errors, corrupted data. */
const SERVERS_FAULTS = /^(?:53|57P|58|XX00[12])/;

/** Whether a condition says that the server or its machine could not go on, whatever it was asked. */
export function isServersFault(sqlstate: string | undefined): boolean {
  return sqlstate !== undefined && SERVERS_FAULTS.test(sqlstate);
}
