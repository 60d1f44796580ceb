import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

import { EnvironmentError } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';

/**
 * Under which account PostgreSQL is to run: this process's own, or, since PostgreSQL refuses to run as root, that of
 * `postgres` if the machine has one, else `nobody`. The machine's accounts are never changed.
 */
export function serverAccount(): Account {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) {
    return { uid, gid };
  }
  const accounts = readAccounts();
  const account = accounts.get('postgres') ?? accounts.get('nobody');
  if (account === undefined) {
    throw new EnvironmentError('PostgreSQL refuses to run as root, and this machine has no account to run it under', {
      code: 'NO_SERVER_ACCOUNT',
      hint: 'Add an account named "postgres" or "nobody", or run as an ordinary user.',
    });
  }
  return account;
}

/** Whether this process's account has a name; `initdb` refuses one that has not (a container's bare `--user 12345`). */
export function ownAccountHasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

function readAccounts(): Map<string, Account> {
  const accounts = new Map<string, Account>();
  let lines: string[] = [];
  try {
    lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    // A machine without the file has no account to offer.
  }
  for (const line of lines) {
    const [name, , uid, gid] = line.split(':');
    if (name !== undefined && uid !== undefined && gid !== undefined && Number(uid) !== 0) {
      accounts.set(name, { uid: Number(uid), gid: Number(gid) });
    }
  }
  return accounts;
}
