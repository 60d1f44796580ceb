import type { NamedSnapshot } from '../databases/snapshots/named-snapshot.ts';
import { duration, size } from './units.ts';
import { table } from './layout.ts';

/** The snapshots of a database, the oldest first. */
export function formatSnapshots(snapshots: readonly NamedSnapshot[], width: number): string[] {
  const rows = snapshots.map(({ name, database, bytes, savedAt }) => [
    name,
    database,
    size(bytes),
    `${duration(Math.max(0, Date.now() - Date.parse(savedAt)))} ago`,
  ]);
  return table(
    [
      { title: 'name', shrinks: true },
      { title: 'database', shrinks: true },
      { title: 'size', align: 'right' },
      { title: 'saved', align: 'right' },
    ],
    rows,
    width,
  );
}
