import type { AppliedStep } from '../migrations/runner/migrate.ts';
import type { DatabaseStatus, MigrationStatus } from '../migrations/runner/status.ts';
import { duration } from './duration.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `3/u add_sites (4 ms)`, as golang-migrate prints it; a missing half is `<empty>`. */
export function formatAppliedStep(step: AppliedStep, style: Style): string {
  const mark = `${step.version}/${step.direction === 'up' ? 'u' : 'd'}`;
  const name = step.file === undefined ? '<empty>' : step.name;
  return `${style.green(mark)} ${name} ${style.dim(`(${duration(step.milliseconds)})`)}`;
}

/** Every migration with its state, then one line on where the database stands. */
export function formatMigrationStatus(status: DatabaseStatus, style: Style, width: number): string[] {
  const paint: Record<MigrationStatus['state'], (text: string) => string> = {
    applied: style.green,
    pending: style.yellow,
    dirty: style.red,
  };
  const rows = status.migrations.map(({ version, name, state, up, down }) => [
    String(version),
    name,
    paint[state](state),
    [up === undefined ? 'no up' : '', down === undefined ? 'no down' : ''].filter(Boolean).join(', '),
  ]);
  const columns = [
    { title: 'version', align: 'right' as const },
    { title: 'migration', shrinks: true },
    { title: 'state' },
    { title: '' },
  ];
  return [...table(columns, rows, width), '', standing(status, style)];
}

function standing({ version, dirty, unknownVersion, migrations }: DatabaseStatus, style: Style): string {
  const at = version === null ? 'Nothing is applied' : `The database is at version ${version}`;
  if (dirty) {
    return style.red(`${at}, dirty: "elementaldb migrate doctor" explains.`);
  }
  if (unknownVersion) {
    return style.red(`${at}, which is none of these files.`);
  }
  const pending = migrations.filter(({ state }) => state === 'pending').length;
  return pending === 0 ? `${at}; nothing is pending.` : `${at}; ${pending} pending.`;
}
