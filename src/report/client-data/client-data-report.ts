import type { DumpProgress, DumpReport } from '../../client-data/dump-client-data.ts';
import type { CheckReport } from '../../client-data/load/check-client-data.ts';
import type { LoadPlan } from '../../client-data/load/load-client-data.ts';
import type { ClientDataProgress, ClientDataResult } from '../../migrations/client-data/apply-client-data.ts';
import { safeUrl } from '../../postgres/safe-url.ts';
import { wrap } from '../layout.ts';
import { count, duration, size } from '../units.ts';

/** One line about a dump that is being written. @param elapsed milliseconds since it began */
export function formatDumpProgress({ step, rows, bytes, share }: DumpProgress, elapsed: number): string {
  if (bytes === 0) {
    return step;
  }
  const left = share === undefined || share < 0.02 ? '' : `, about ${duration((elapsed * (1 - share)) / share)} left`;
  return `Writing ${count(rows)} rows, ${size(bytes)}${left}: ${step}`;
}

/** What a dump has written. */
export function formatDumpReport(report: DumpReport, width: number): string[] {
  const { file, tables, rows, bytes, schemaVersion, milliseconds, part, anonymized } = report;
  const written = tables.filter((table) => table.rows > 0);
  return [
    `Wrote ${file}: ${part ? 'a part of the rows' : 'all rows'}, ${anonymized ? 'anonymized' : 'real values'}`,
    `  ${count(rows)} rows of ${count(written.length)} tables, ${size(bytes)}, schema version ${schemaVersion ?? 'none'} (${duration(milliseconds)})`,
  ].flatMap((line) => wrap(line, width));
}

/** What a person should know beside the result. */
export function formatNotes(notes: readonly string[], width: number): string[] {
  return notes.flatMap((note) => wrap(`note: ${note}`, width));
}

/** What a load is about to do. */
export function formatLoadPlan(plan: LoadPlan, file: string, url: string, width: number): string[] {
  const { database, databaseVersion, fileVersion, tables, rows } = plan;
  const { hostname, port } = new URL(safeUrl(url));
  const version = fileVersion === undefined ? '' : ` of version ${fileVersion}`;
  const differs = fileVersion !== undefined && fileVersion !== databaseVersion;
  return wrap(
    `Adding ${count(rows)} rows of ${count(tables)} tables from ${file}${version} to the database "${database}" on ${hostname}:${port || 5432}` +
      (differs ? `, which is at version ${databaseVersion ?? 'none'}.` : '.'),
    width,
  );
}

/** One line about a load that is running. */
export function formatLoadProgress({ bytesRead, bytesTotal, rows }: ClientDataProgress): string {
  return `Loading ${count(rows)} rows, ${Math.floor((100 * bytesRead) / Math.max(1, bytesTotal))} %`;
}

/** What a load has done. */
export function formatLoadReport({ rows, bytes, milliseconds }: ClientDataResult): string {
  return `Loaded ${count(rows)} rows from ${size(bytes)} (${duration(milliseconds)})`;
}

/** Whether client data loads, and on which version it last did. */
export function formatCheckReport(report: CheckReport, width: number): string[] {
  const { file, ok, head, rows, fileVersion, lastVersion, brokenBy, reason } = report;
  const written = fileVersion === undefined ? '' : `, written for version ${fileVersion}`;
  if (ok) {
    return wrap(`${file} loads on version ${head ?? 'none'}: ${count(rows)} rows${written}`, width);
  }
  return [
    `${file} does not load on version ${head ?? 'none'}${written}:`,
    `  ${reason ?? ''}`,
    lastVersion === undefined
      ? '  It loads on no version of this folder.'
      : `  It last loads on version ${lastVersion}. ${brokenBy ?? 'The next migration'} changes what it needs.`,
  ].flatMap((line) => wrap(line, width));
}
