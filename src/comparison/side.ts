import { existsSync, statSync } from 'node:fs';

import { isConnectionUrl } from '../postgres/connection-url.ts';
import { safeUrl } from '../postgres/safe-url.ts';
import { UsageError } from '../support/errors.ts';

/** One of the two states that are compared. */
export type Side =
  | { kind: 'url'; url: string; label: string }
  /** A folder of migrations, at a version or at the newest. */
  | { kind: 'migrations'; folder: string; to: bigint | undefined; label: string }
  /** A script of `pg_dump --schema-only`, or any script that makes a schema. */
  | { kind: 'script'; file: string; label: string }
  /** A named snapshot of the server that `start` runs. */
  | { kind: 'snapshot'; name: string; label: string };

/**
 * Reads what a user writes for a state: a database URL, `migrations` or a folder, each with `@VERSION` or not, an SQL file,
 * or `snapshot:NAME`.
 *
 * @param folder what `migrations` stands for
 * @throws UsageError `BAD_SIDE`
 */
export function parseSide(written: string, folder: string): Side {
  if (isConnectionUrl(written)) {
    return { kind: 'url', url: written, label: safeUrl(written) };
  }
  const [, snapshot] = /^snapshot:(.+)$/s.exec(written) ?? [];
  if (snapshot !== undefined) {
    return { kind: 'snapshot', name: snapshot, label: written };
  }
  const [, path = written, version] = /^(.*)@(\d+)$/s.exec(written) ?? [];
  const place = path === 'migrations' && !isFolder(path) ? folder : path;
  if (path === 'migrations' || isFolder(place)) {
    const at = version === undefined ? '' : `@${version}`;
    return {
      kind: 'migrations',
      folder: path === 'migrations' ? folder : place,
      to: version === undefined ? undefined : BigInt(version),
      label: `${path === 'migrations' ? folder : place}${at}`,
    };
  }
  if (existsSync(written) && statSync(written).isFile()) {
    return { kind: 'script', file: written, label: written };
  }
  const shown = /passw/i.test(written) ? 'the text with a password' : `"${written}"`;
  throw new UsageError(`${shown} is no state of a database`, {
    code: 'BAD_SIDE',
    hint: 'Write a URL (postgresql://…), migrations, migrations@VERSION, a folder of migrations, an SQL file that exists, or snapshot:NAME.',
  });
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
