import { isMachineFailure } from '../../postgres/sqlstate.ts';
import { codeOf, ElementalError, explainRefusal, messageOf } from '../../support/errors.ts';
import { finding, type Finding } from '../report/verdict.ts';

/** Errors of our own steps that a migration can cause: it changed the role, the database or the server. */
const CAUSED_BY_FILES = new Set([
  'CANNOT_CONNECT',
  'CANNOT_CREATE_DATABASE',
  'CANNOT_DROP_DATABASE',
  'CONNECTION_LOST',
  'DATABASE_IN_USE',
  'LEDGER_UNUSABLE',
  'MIGRATION_FAILED',
  'STEP_BLOCKED',
]);

/**
 * The finding for the migration after which verify cannot continue.
 *
 * @param found what verify was doing, if it is not the migration's own trial
 * @throws the error itself if the machine is at fault (disk, memory, files), or this package
 */
export function stoppedFinding(file: string | undefined, error: unknown, found?: string): Finding {
  const explained = explainRefusal(error);
  const code = codeOf(explained) ?? '';
  const sqlstate = /^[0-9A-Z]{5}$/.test(code);
  if (isFaultOfMachine(error) || !(CAUSED_BY_FILES.has(code) || sqlstate)) {
    throw error;
  }
  const hint = explained instanceof ElementalError ? explained.hint : undefined;
  return finding({
    code: 'verify-stopped',
    status: 'fail',
    what: 'after this file verify cannot continue',
    fix:
      'Look at what the file changes beside its tables: roles, event triggers, settings, subscriptions, sessions, the server ' +
      'itself.',
    details: [
      ...(found === undefined ? [] : [found]),
      `${messageOf(explained)}${sqlstate ? ` (${code})` : ''}`,
      ...(hint === undefined ? [] : [hint]),
    ],
    file,
  });
}

/** Whether the disk, the memory or a file of the machine caused the error, at any depth. */
export function isFaultOfMachine(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = codeOf(cause);
    if (isMachineFailure(code) || codeOf(explainRefusal(cause)) === 'REFUSED_BY_SYSTEM') {
      return true;
    }
  }
  return false;
}
