import type { AnonymizationPlan, PlanEntry } from '../../client-data/anonymize/plan/plan-entry.ts';
import { stripControlChars } from '../../support/strip-control-chars.ts';
import { wrap } from '../layout.ts';
import type { Style } from '../style.ts';

/** A plan of anonymization for people: for each column its rule, why, and examples; ends with what has to be decided. */
export function formatPlan(
  plan: Pick<AnonymizationPlan, 'entries' | 'undecided' | 'readings'>,
  { style, width }: { style: Style; width: number },
): string[] {
  const lines: string[] = [];
  let table = '';
  for (const entry of plan.entries) {
    const of = entry.column.slice(0, entry.column.lastIndexOf('.'));
    if (of !== table) {
      lines.push(...(table === '' ? [] : ['']), style.bold(of));
      table = of;
    }
    lines.push(...entryLines(entry, of, style, width));
  }
  return [...lines, ...readingsLines(plan.readings, style, width), '', ...summaryLines(plan, style)];
}

function entryLines(entry: PlanEntry, table: string, style: Style, width: number): string[] {
  const { column, path, rule, reason, examples, followers, isNew } = entry;
  const name = `${column.slice(table.length + 1)}${path === undefined ? '' : ` ${path}`}`;
  const isOpen = rule === 'undecided' || isNew;
  const painted = isOpen ? style.red : rule === 'keep' ? style.dim : style.green;
  const [first = '', ...more] = wrap(stripControlChars(`  ${name}: ${rule}`), width);
  return [
    first.endsWith(rule) ? first.slice(0, first.length - rule.length) + painted(rule) : first,
    ...more,
    ...wrap(`    ${isNew ? 'not in the configuration; ' : ''}${reason}`, width),
    ...examples.map(({ before, after }) => exampleLine(before, after, width)),
    ...(followers.length === 0 ? [] : wrap(`    also ${followers.join(', ')}`, width)),
  ];
}

function readingsLines(readings: AnonymizationPlan['readings'], style: Style, width: number): string[] {
  return readings.flatMap(({ table, shiftDays, scaledBy, columns, examples }) => [
    '',
    style.bold(table),
    ...(shiftDays === 0 ? [] : wrap(`  readings: ${style.green(`times move by ${shiftDays} days`)}`, width)),
    ...(scaledBy === undefined
      ? []
      : wrap(`  readings: ${columns.join(', ')} multiplied by a factor for each ${scaledBy}`, width)),
    ...examples.map(({ before, after }) => exampleLine(before, after, width)),
  ]);
}

/** Both sides get half of the line; a value that stays gets all of it. */
function exampleLine(before: string, after: string, width: number): string {
  if (before === after) {
    return `    ${cut(before, width - 4)}`.trimEnd();
  }
  const room = Math.floor((width - 7) / 2);
  return `    ${cut(before, room)} → ${cut(after, room)}`.trimEnd();
}

function cut(text: string, room: number): string {
  const line = Array.from(stripControlChars(text.replaceAll(/\s+/g, ' ')));
  return line.length > room ? `${line.slice(0, room - 1).join('')}…` : line.join('');
}

function summaryLines(
  { entries, undecided }: Pick<AnonymizationPlan, 'entries' | 'undecided'>,
  style: Style,
): string[] {
  const kept = entries.filter(({ rule }) => rule === 'keep').length;
  const changed = entries.filter(({ rule }) => rule !== 'keep' && rule !== 'undecided').length;
  return [
    `${changed} columns and paths change, ${kept} are kept.`,
    ...(undecided.length === 0
      ? []
      : [style.red(`${undecided.length} need a decision; until then client data is not dumped.`)]),
  ];
}
