import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, InvalidOptionError, messageOf } from '../../support/errors.ts';
import type { DumpTable } from '../tables/dump-table.ts';
import type { AskedRows } from './asked-rows.ts';

/**
 * Refuses values that no row has, and a condition that no row meets. A sample may have no row of a table.
 *
 * @param absent values of the key without a row
 * @param count the rows that were found
 * @throws InvalidOptionError
 */
export function refuseAbsent({ table, named, isSample }: AskedRows, absent: readonly string[], count: number): void {
  if (absent.length > 0) {
    const values = absent.map((value) => JSON.stringify(value)).join(', ');
    throw new InvalidOptionError(named?.option ?? 'where', {
      message: `${table.id} has no row with ${named?.column ?? ''} ${values}`,
      hint: 'Correct the value.',
    });
  }
  if (count === 0 && !isSample) {
    throw new InvalidOptionError(named?.option ?? 'where', {
      message: `no row of ${table.id} meets the condition`,
      hint: 'Correct the condition.',
    });
  }
}

/** Refuses a sample without any row. @throws InvalidOptionError */
export function refuseEmptySample(asked: readonly AskedRows[], countOf: (table: DumpTable) => number): void {
  if (asked.some(({ isSample }) => isSample) && asked.every(({ table }) => countOf(table) === 0)) {
    const tables = [...new Set(asked.map(({ table }) => table.id))];
    throw new InvalidOptionError('sample', {
      message: `the sample has no row of ${tables.join(', ')}`,
      hint: 'Take a larger share with --sample.',
    });
  }
}

/** An error of a condition of the caller, if it is about the condition. */
export function invalidCondition(table: DumpTable, error: unknown): unknown {
  const code = codeOf(error) ?? '';
  // Class 42 is about the text of a statement, 22 about values.
  if (!/^(?:22|42|25006)/.test(code) || code === SQLSTATE.insufficientPrivilege) {
    return error;
  }
  return new InvalidOptionError('where', {
    message: `invalid condition for ${table.id}: ${messageOf(error)}`,
    hint: 'Write a condition in SQL about the columns of that table; it runs read-only.',
  });
}
