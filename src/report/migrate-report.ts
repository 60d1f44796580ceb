import type { Diagnosis } from '../migrations/doctor/diagnose.ts';
import type { DiagnosisFinding } from '../migrations/doctor/find-problems.ts';
import type { AppliedStep } from '../migrations/runner/migrate.ts';
import type { UpPreview } from '../migrations/runner/preview.ts';
import type { DatabaseStatus, MigrationStatus } from '../migrations/runner/status.ts';
import { duration } from './units.ts';
import type { Style } from './style.ts';
import { table, wrap } from './layout.ts';

/** `3/u add_sites (4 ms)`, as golang-migrate prints it; a missing half is `<empty>`. */
export function formatAppliedStep(step: AppliedStep, style: Style): string {
  const mark = `${step.version}/${step.direction === 'up' ? 'u' : 'd'}`;
  const name = step.file === undefined ? '<empty>' : step.name;
  return `${style.green(mark)} ${name} ${style.dim(`(${duration(step.milliseconds)})`)}`;
}

function shown(version: bigint | null): string {
  return version === null ? 'no version' : `version ${version}`;
}

/** What `migrate up` would run, with the ledger's version before and after each file. */
export function formatPreview({ ledger, from, steps, short }: UpPreview, style: Style): string[] {
  let expected = from;
  const lines = steps.map(({ migration, target }) => {
    const before = expected;
    expected = target;
    const file = migration.up === undefined ? '<empty>' : migration.up;
    return `${style.green(`${migration.version}/u`)} ${file} ${style.dim(`(${shown(before)} -> ${shown(target)})`)}`;
  });
  return [
    `The ledger ${ledger.schema}.${ledger.table} is at ${shown(from)}, clean.`,
    ...(lines.length === 0 ? ['no change'] : lines),
    ...(short > 0 ? [style.red(`limit ${short} short`)] : []),
    'Nothing was run.',
  ];
}

/** Every migration with its state, then one line about the database. */
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
  const { clientDataRecorded: recorded } = status;
  const notice = recorded === undefined ? [] : problemLines(recorded, style).flatMap((line) => wrap(line, width));
  return [...table(columns, rows, width), '', ...(recorded === undefined ? [standing(status, style)] : notice)];
}

function standing({ version, dirty, unknownVersion, migrations }: DatabaseStatus, style: Style): string {
  const at = version === null ? 'Nothing is applied' : `The database is at version ${version}`;
  if (dirty) {
    return style.red(`${at}, dirty: run "elementaldb migrate doctor".`);
  }
  if (unknownVersion) {
    return style.red(`${at}, which has no file.`);
  }
  const pending = migrations.filter(({ state }) => state === 'pending').length;
  return pending === 0 ? `${at}; nothing is pending.` : `${at}; ${pending} pending.`;
}

/** What is wrong with a database, file by file, and how to repair it. */
export function formatDiagnosis({ healthy, version, dirty, explanation, findings }: Diagnosis, style: Style): string[] {
  const at = version === null ? 'Nothing is applied' : `The database is at version ${version}`;
  if (healthy) {
    return [style.green(`${at}, clean. Nothing is wrong.`)];
  }
  const lines = [
    dirty ? style.red(`The ledger is at version ${version ?? -1}, dirty: a migration failed.`) : `${at}, clean.`,
  ];
  for (const [index, { migration, direction, left, steps }] of (explanation?.suspects ?? []).entries()) {
    const file = migration[direction] ?? `${migration.version}_${migration.name}.${direction}.sql`;
    lines.push('', `${style.bold(index === 0 ? 'failed:' : 'or:    ')} ${file}`, `  left:  ${left}`);
    lines.push(...steps.map((step, number) => `  ${number + 1}. ${step}`));
  }
  if (explanation !== undefined) {
    lines.push('', explanation.reason);
  }
  return [...lines, ...findings.flatMap((finding) => ['', ...problemLines(finding, style)])];
}

function problemLines({ severity, file, what, why, fix }: DiagnosisFinding, style: Style): string[] {
  const mark = severity === 'error' ? style.red('✗') : style.yellow('!');
  return [`${mark} ${what}${file === undefined ? '' : ` (${file})`}`, `    ${why}`, `    fix: ${fix}`];
}
