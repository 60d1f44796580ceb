import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Client } from 'pg';

/** What a server of this machine takes, in bytes. */
export interface ServerSize {
  /** Of all its processes; what several share counts once (Pss of Linux). */
  memory: number;
  /** Its data directory without the WAL. */
  disk: number;
  wal: number;
  /** Databases that exist. */
  count: number;
}

/** Measures the server of a connection. Linux only; for root or the account of the server. */
export async function measureServer(client: Client): Promise<ServerSize> {
  const { rows } = await client.query<{ folder: string; count: number }>(
    `SELECT current_setting('data_directory') AS folder, (SELECT count(*)::int FROM pg_database) AS count`,
  );
  const { folder = '', count = 0 } = rows[0] ?? {};
  const [pid = ''] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  const memory = processesBelow(Number(pid)).reduce((sum, each) => sum + proportionalBytes(each), 0);
  const wal = bytesBelow(join(folder, 'pg_wal'));
  return { memory, wal, disk: bytesBelow(folder) - wal, count };
}

function processesBelow(postmaster: number): number[] {
  const ids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return [postmaster, ...ids.filter((id) => parentOf(id) === postmaster)];
}

function parentOf(id: number): number {
  const [, parent = '0'] = /\) \S (\d+)/.exec(readIfThere(`/proc/${id}/stat`)) ?? [];
  return Number(parent);
}

function proportionalBytes(id: number): number {
  const [, kibibytes = '0'] = /^Pss:\s+(\d+)/m.exec(readIfThere(`/proc/${id}/smaps_rollup`)) ?? [];
  return Number(kibibytes) * 1024;
}

/** Empty for a process that has just ended. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Bytes on the disk. A file may go while they are counted. */
function bytesBelow(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    try {
      bytes += entry.isDirectory() ? bytesBelow(path) : statSync(path).blocks * 512;
    } catch {
      // It has just gone.
    }
  }
  return bytes;
}
