import type { ServerRecord } from '../servers/registry.ts';
import { table, visibleWidth } from './layout.ts';
import { labelled, pieces } from './query/records.ts';
import type { Style } from './style.ts';
import { duration } from './units.ts';

const COLUMNS = [
  { title: 'name' },
  { title: 'server' },
  { title: 'address' },
  { title: 'migration', align: 'right' },
  { title: 'process' },
  { title: 'for', align: 'right' },
] as const;

/**
 * The running servers, each with the folder in which it was started: a table, or one value a line if a table is wider
 * than `width`. Nothing is cut.
 */
export function formatServers(
  records: readonly ServerRecord[],
  { style, width }: { style: Style; width: number },
): string[] {
  if (records.length === 0) {
    return ['No server is running.'];
  }
  const rows = records.map((record) => cellsOf(record, style));
  const [titles = '', ...lines] = table(COLUMNS, rows, width);
  if ([titles, ...lines].every((line) => visibleWidth(line) <= width)) {
    return [titles, ...lines.flatMap((line, index) => [line, ...folderLines(records[index], width)])];
  }
  return records.flatMap(({ folder = '' }, index) => [
    ...pieces(rows[index]?.[0] ?? '', width),
    ...[
      ...COLUMNS.map(({ title }, at) => [title, rows[index]?.[at] ?? ''] as const).slice(1),
      ['folder', folder] as const,
    ]
      .filter(([, value]) => value !== '')
      .flatMap(([title, value]) => labelled(title, value, { widest: 'migration'.length, width })),
  ]);
}

function cellsOf({ name, kind, details, detached, owner, createdAt, forTests }: ServerRecord, style: Style): string[] {
  return [
    name,
    details === undefined ? style.dim('starting') : `${kind} ${details.version}`,
    details === undefined ? '' : `${details.host}:${details.port}`,
    String(details?.migrationVersion ?? ''),
    forTests === true ? 'tests' : detached ? 'detached' : String(owner.pid),
    duration(Date.now() - Date.parse(createdAt)),
  ];
}

/** Under the row of its server. */
function folderLines(record: ServerRecord | undefined, width: number): string[] {
  return record?.folder === undefined ? [] : pieces(`in ${record.folder}`, width - 2).map((line) => `  ${line}`);
}
