/**
 * The conditions that this package checks, with PostgreSQL's names.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const SQLSTATE = {
  activeSqlTransaction: '25001',
  datatypeMismatch: '42804',
  duplicateDatabase: '42P04',
  exclusionViolation: '23P01',
  foreignKeyViolation: '23503',
  inFailedTransaction: '25P02',
  insufficientPrivilege: '42501',
  invalidParameterValue: '22023',
  invalidTextRepresentation: '22P02',
  lockNotAvailable: '55P03',
  objectInUse: '55006',
  queryCanceled: '57014',
  readOnlySqlTransaction: '25006',
  undefinedColumn: '42703',
  undefinedFunction: '42883',
  undefinedObject: '42704',
  undefinedTable: '42P01',
  uniqueViolation: '23505',
  wrongObjectType: '42809',
} as const;

/** Insufficient resources, I/O errors, corrupted data. */
const MACHINE_FAILURES = /^(?:53|58030|XX00[12])/;

/** The same, and shutdowns and crashes, which a file can cause. `undefined_file` (58P01) is about a library that it names. */
const SERVER_FAILURES = /^(?:53|57P|58030|XX00[12])/;

/** Whether the server found a damaged table (`data_corrupted`) or index. */
export function isDamagedData(sqlstate: string | undefined): boolean {
  return sqlstate === 'XX001' || sqlstate === 'XX002';
}

/** Whether the machine failed: no statement can cause that on a healthy one. */
export function isMachineFailure(sqlstate: string | undefined): boolean {
  return sqlstate !== undefined && MACHINE_FAILURES.test(sqlstate);
}

/** Whether the server or its machine failed, independent of the statement. */
export function isServerFailure(sqlstate: string | undefined): boolean {
  return sqlstate !== undefined && SERVER_FAILURES.test(sqlstate);
}
