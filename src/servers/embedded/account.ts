import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

import { EnvironmentError } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';

/**
 * The account that runs PostgreSQL: that of this process or, for root, `postgres` if the machine has it, otherwise
 * `nobody`, because PostgreSQL refuses to run as root. Accounts are never created or changed.
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
    throw new EnvironmentError('PostgreSQL cannot run as root, and this machine has no other account for it', {
      code: 'NO_SERVER_ACCOUNT',
      hint: 'Create an account named "postgres" or "nobody", or run as an ordinary user.',
    });
  }
  return account;
}

/** Whether this process's account has a name; `initdb` requires one (a container's `--user 12345` has none). */
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
    // Without the file there are no accounts to choose from.
  }
  for (const line of lines) {
    const [name, , uid, gid] = line.split(':');
    if (name !== undefined && uid !== undefined && gid !== undefined && Number(uid) !== 0) {
      accounts.set(name, { uid: Number(uid), gid: Number(gid) });
    }
  }
  return accounts;
}
