import { readdirSync, readFileSync } from 'node:fs';

import { readContent } from '../../../src/databases/content.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { parseStatements } from '../../../src/sql/parse-statements.ts';
import { AXES, type Axis, type Finding, type VerifyReport } from '../../../src/verify/report/verdict.ts';
import { stableDetails } from '../../../src/verify/report/stable-details.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { FIXTURES } from '../cases/case-file.ts';
import type { AdviceCase, Change } from './advice-table.ts';

export type Files = Record<string, string>;

const METER: Files = {
  '1_meter.up.sql': 'BEGIN;\nCREATE TABLE IF NOT EXISTS meter (meter_id integer PRIMARY KEY, site text);\nEND;\n',
  '1_meter.down.sql': 'BEGIN;\nDROP TABLE IF EXISTS meter;\nEND;\n',
};

/** The files of a case, by their names. */
export function filesOf(fixture: AdviceCase['fixture']): Files {
  if (typeof fixture === 'string') {
    const folder = `${FIXTURES}${fixture}/bad`;
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));
  }
  const written = Object.entries(fixture).map(([name, text]) => [
    name.endsWith('.sql') ? name : name.replace(/^(\d+)\.(up|down)$/, '$1_step.$2.sql'),
    text,
  ]);
  return { ...METER, ...Object.fromEntries(written) };
}

/** Verifies files; rows for the populate folder are in `rows/`. */
export async function verifyFiles(server: PostgresServer, files: Files): Promise<VerifyReport> {
  await using folder = await migrationsFolder(files);
  const hasRows = Object.keys(files).some((name) => name.startsWith('rows/'));
  const content = await readContent({ migrations: folder.path });
  return await verifyOn(server, content, hasRows ? { populate: `${folder.path}/rows` } : {});
}

/** A finding with the migration and axis that it belongs to; none for the client data. */
export interface Placed {
  version: bigint | undefined;
  axis: Axis;
  finding: Finding;
}

export function placedFindings({ migrations, clientData }: VerifyReport): Placed[] {
  return [
    ...migrations.flatMap(({ version, verdicts }) =>
      AXES.flatMap((axis) => verdicts[axis].findings.map((finding) => ({ version, axis, finding }))),
    ),
    ...(clientData?.findings ?? []).map((finding) => ({ version: undefined, axis: 'applies' as const, finding })),
  ];
}

/** The same finding, about one of the same things, in another report, unless it is accepted there. */
export function stillThere(report: VerifyReport, { version, axis, finding }: Placed): Placed[] {
  const about = new Set(stableDetails(finding));
  return placedFindings(report).filter(
    (each) =>
      each.version === version &&
      each.axis === axis &&
      each.finding.code === finding.code &&
      each.finding.status !== 'waived' &&
      (about.size === 0 || stableDetails(each.finding).some((line) => about.has(line))),
  );
}

/** The file of a version, by the way tables name it: `2.up`, or `up` for the last one; other names stand for themselves. */
function fileOf(files: Files, file: string): string {
  const [, version, half] = /^(?:(\d+)\.)?(up|down)$/.exec(file) ?? [];
  if (half === undefined) {
    return file;
  }
  const fitting = Object.keys(files)
    .filter((name) => name.endsWith(`.${half}.sql`) && !name.startsWith('999999'))
    .filter((name) => version === undefined || BigInt(name.split('_')[0] ?? '') === BigInt(version))
    .toSorted();
  return fitting.at(-1) ?? file;
}

export function withChanges(files: Files, changes: readonly Change[]): Files {
  const changed = { ...files };
  for (const [file, from, to] of changes) {
    const name = fileOf(changed, file);
    const text = changed[name] ?? '';
    if (!text.includes(from)) {
      throw new Error(`${name} does not hold: ${from}`);
    }
    changed[name] = text.replace(from, () => to);
  }
  return changed;
}

/** The files with a comment of elementaldb in the last up. */
export function withComment(files: Files, comment: string): Files {
  const name = fileOf(files, 'up');
  return { ...files, [name]: `-- elementaldb: ${comment}\n${files[name] ?? ''}` };
}

/** The files with the statements that a finding prints, where its advice says they belong. */
export async function withPrintedSql(files: Files, { version, finding }: Placed): Promise<Files> {
  const sql = finding.sql.join('\n');
  if (finding.code === 'second-up-fails') {
    const name = fileOf(files, `${version}.up`);
    const text = files[name] ?? '';
    const failing = (await parseStatements(text)).find(
      ({ line, text: own }) => line <= (finding.line ?? 0) && line + own.split('\n').length > (finding.line ?? 0),
    );
    if (failing === undefined) {
      throw new Error(`no statement at line ${finding.line} of ${name}`);
    }
    return { ...files, [name]: text.replace(failing.text, () => sql.replace(/;$/, '')) };
  }
  const half = finding.code === 'sequence-behind' ? 'up' : 'down';
  const name = fileOf(files, `${version}.${half}`);
  if (!name.endsWith('.sql')) {
    const up = fileOf(files, `${version}.up`);
    return { ...files, [up.replace('.up.sql', '.down.sql')]: `BEGIN;\n${sql}\nEND;\n` };
  }
  const text = files[name] ?? '';
  const end = /\b(?:END|COMMIT);\s*$/.exec(text)?.index ?? text.length;
  return { ...files, [name]: `${text.slice(0, end)}\n${sql}\n${text.slice(end)}` };
}
