import type { Diagnosis } from '../migrations/doctor/diagnose.ts';
import type { Style } from './style.ts';

/** What is the matter with a database, file by file, and what to say next. */
export function formatDiagnosis({ healthy, version, dirty, explanation, findings }: Diagnosis, style: Style): string[] {
  const at = version === null ? 'Nothing is applied' : `The database is at version ${version}`;
  if (healthy) {
    return [style.green(`${at}, clean. Nothing is the matter.`)];
  }
  const lines = [dirty ? style.red(`The ledger says ${version ?? -1}, dirty: a migration failed.`) : `${at}, clean.`];
  for (const [index, { migration, direction, left, steps }] of (explanation?.suspects ?? []).entries()) {
    const file = migration[direction] ?? `${migration.version}_${migration.name}.${direction}.sql`;
    lines.push('', `${style.bold(index === 0 ? 'failed:' : 'or:    ')} ${file}`, `  left:  ${left}`);
    lines.push(...steps.map((step, number) => `  ${number + 1}. ${step}`));
  }
  if (explanation !== undefined) {
    lines.push('', explanation.reason);
  }
  for (const { severity, file, what, why, fix } of findings) {
    const mark = severity === 'error' ? style.red('✗') : style.yellow('!');
    lines.push('', `${mark} ${what}${file === undefined ? '' : ` (${file})`}`, `    ${why}`, `    fix: ${fix}`);
  }
  return lines;
}
