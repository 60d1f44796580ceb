import { AXES, AXIS_TITLES } from '../../findings/names.ts';
import { LOCK_MODES } from '../../lint/locks/statement-locks.ts';
import type { ObjectHistory, ObjectStep, PageLock, PageMigration, PageModel } from '../model.ts';
import { code, codeInCell, escaped, fenced, html, oneLine } from './markdown-text.ts';

/** GitHub refuses comments of more than 65,536 characters; so many stay well below. */
const MOST_CHARACTERS = 60_000;
const MOST_LINES = 30;
const MOST_ROWS = 100;

/**
 * The page for a pull request: the migrations that changed, each with its effect, its locks, its verdicts and whether it can
 * be reverted. All text of files and databases is escaped.
 */
export function pageMarkdown(model: PageModel): string {
  const changed = model.migrations
    .map((migration, i) => ({ migration, at: i + 1 }))
    .filter(({ migration }) => migration.changed);
  const head = [
    `### elementaldb report`,
    '',
    changed.length === 0
      ? 'No migration has changed.'
      : `${counted(changed.length, 'migration')} of ${model.migrations.length}${model.postgres === null ? '' : `, on PostgreSQL ${model.postgres}`}.`,
    ...failureLines(model),
    ...(changed.length === 0
      ? []
      : summaryTable(
          changed.map(({ migration }) => migration),
          model.failure,
        )),
  ];
  const parts = changed.map(({ migration, at }) => {
    const effect = migration.version === model.failure?.version ? undefined : effectLines(model.objects, at);
    return migrationPart(migration, effect).join('\n');
  });
  return joined(head.join('\n'), [...parts, ...productionPart(model), ...notesPart(model)]);
}

/** As many parts as a comment may hold. */
function joined(head: string, parts: readonly string[]): string {
  let text = head;
  for (const [i, part] of parts.entries()) {
    if (text.length + part.length > MOST_CHARACTERS) {
      return `${text}\n\n… and ${counted(parts.length - i, 'more part')}: see the page.`;
    }
    text += `\n\n${part}`;
  }
  return text;
}

function failureLines({ failure }: PageModel): string[] {
  if (failure === null) {
    return [];
  }
  const place = [failure.file, failure.line].filter((part) => part !== null).join(':');
  return [
    '',
    `**The chain fails${place === '' ? '' : ` at ${code(place)}`}**; the migrations after it are not shown.`,
    '',
    ...fenced(failure.lines),
  ];
}

function summaryTable(migrations: readonly PageMigration[], failure: PageModel['failure']): string[] {
  const hidden = migrations.length - MOST_ROWS;
  return [
    '',
    '| migration | verdict | lint | strongest lock | rewrites | reversible |',
    '|---|---|---|---|---|---|',
    ...migrations.slice(0, MOST_ROWS).map((migration) => {
      const { version, name, locks, reversible } = migration;
      const rewritten = [...new Set(locks.filter(({ rewrites }) => rewrites).map(({ object }) => object))];
      const cells = [
        codeInCell(`${version}_${name}`),
        version === failure?.version ? '**fails**' : verdictOf(migration),
        lintOf(migration),
        strongest(locks),
        rewritten.map(codeInCell).join(', '),
        reversible === null ? 'unknown' : reversible ? 'yes' : '**no**',
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    ...(hidden > 0 ? ['', `… and ${counted(hidden, 'more migration')}: see the page.`] : []),
  ];
}

function verdictOf({ verdict }: PageMigration): string {
  if (verdict === null) {
    return 'not judged';
  }
  const failed = AXES.filter((axis) => verdict.verdicts[axis].status === 'fail');
  if (failed.length > 0) {
    return `**fail** (${failed.map((axis) => AXIS_TITLES[axis]).join(', ')})`;
  }
  const warned = AXES.filter((axis) => verdict.verdicts[axis].status === 'warn');
  return warned.length === 0 ? 'pass' : `warn (${warned.map((axis) => AXIS_TITLES[axis]).join(', ')})`;
}

function lintOf({ up, down }: PageMigration): string {
  const open = [up, down].flatMap((file) => file?.lint ?? []).filter(({ accepted }) => accepted === null);
  const errors = open.filter(({ severity }) => severity === 'error').length;
  const warnings = open.length - errors;
  const parts = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ];
  return parts.length === 0 ? 'clean' : parts.join(', ');
}

function strongest(locks: readonly PageLock[]): string {
  const [first] = locks.toSorted((a, b) => LOCK_MODES.indexOf(b.mode) - LOCK_MODES.indexOf(a.mode));
  return first === undefined ? 'none' : `${first.mode} on ${codeInCell(first.object)}`;
}

/** @param effect undefined for a migration that fails */
function migrationPart(migration: PageMigration, effect: readonly string[] | undefined): string[] {
  const { version, name, locks, dataLost, rows, up, down } = migration;
  const lint = [up, down].flatMap((file) => (file?.lint ?? []).map((found) => ({ ...found, path: file?.path ?? '' })));
  return [
    `<details><summary><b>${html(`${version}_${name}`)}</b></summary>`,
    '',
    ...(effect === undefined
      ? ['It fails.']
      : effect.length === 0
        ? ['It changes no object.']
        : fenced(effect, 'diff')),
    ...bullets(
      'Rows',
      rows.map(({ table, before, after }) => `${code(table)}: ${before ?? 'none'} → ${after ?? 'none'}`),
    ),
    ...bullets('Locks', locks.map(lockLine)),
    ...bullets('Data that goes', dataLost.map(escaped)),
    ...bullets('Verdicts', AXES.flatMap((axis) => migration.verdict?.verdicts[axis].findings ?? []).map(findingLines)),
    ...bullets(
      'Lint',
      lint
        .filter(({ accepted }) => accepted === null)
        .map(
          ({ severity, path, line, what, rule, fix }) =>
            `${severity}: ${code(`${path}:${line}`)}: ${escaped(what)} (${code(rule)}). ${escaped(fix)}`,
        ),
    ),
    '',
    '</details>',
  ];
}

type Found = NonNullable<PageMigration['verdict']>['verdicts']['applies']['findings'][number];

/** A finding with what differs, and the statements that its fix means; indented, so that they belong to its item. */
function findingLines({ status, what, fix, waiver, details, sql }: Found): string {
  const blocks = [...fencedIf(details), ...(waiver === undefined ? fencedIf(sql, 'sql') : [])];
  return [`${status}: ${escaped(what)}. ${escaped(waiver ?? fix)}`, ...blocks].join('\n  ');
}

function fencedIf(lines: readonly string[], language = ''): string[] {
  const all = lines.flatMap((line) => line.split('\n'));
  const hidden = all.length - MOST_LINES;
  const shown = hidden > 0 ? [...all.slice(0, MOST_LINES), `… and ${counted(hidden, 'more line')}`] : all;
  return shown.length === 0 ? [] : ['', ...fenced(shown, language)];
}

function lockLine({ line, object, mode, rewrites, scans }: PageLock): string {
  const cost = rewrites ? ', rewrites the table' : scans ? ', reads the whole table' : '';
  return `line ${line}: ${mode} on ${code(object)}${cost}`;
}

function bullets(title: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, MOST_LINES);
  const hidden = lines.length - shown.length;
  return lines.length === 0
    ? []
    : ['', `${title}:`, '', ...shown.map((line) => `- ${line}`), ...(hidden === 0 ? [] : [`- … and ${hidden} more`])];
}

const SIGNS: Readonly<Record<ObjectStep['change'], string>> = { added: '+', removed: '-', changed: '!' };

/** What a migration does to objects, one line each; the parts of what it adds or removes are counted with it. */
function effectLines(objects: readonly ObjectHistory[], at: number): string[] {
  const steps = objects.flatMap((object) => {
    const index = object.changes.findIndex((each) => each.at === at);
    const step = object.changes[index];
    return step === undefined ? [] : [{ object, step, before: object.changes[index - 1]?.summary ?? '' }];
  });
  const whole = new Set(
    steps.flatMap(({ object: { kind, name }, step: { change } }) =>
      change === 'changed' ? [] : [`${change} ${kind} ${name}`],
    ),
  );
  const shown = steps.filter(
    ({ object: { parent }, step: { change } }) => parent === null || !whole.has(`${change} ${parent}`),
  );
  const parts = steps.length - shown.length;
  const lines = shown.map(({ object: { kind, name }, step: { change, summary: after }, before }) => {
    const isBoth = change === 'changed' && before !== '' && before !== after;
    const summary = change === 'removed' ? before : isBoth ? `${before} → ${after}` : after;
    return oneLine(`${SIGNS[change]} ${kind} ${name}${summary === '' ? '' : `  ${summary}`}`);
  });
  const hidden = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more object')}`] : []),
    ...(parts > 0 ? [`  and ${counted(parts, 'part')} of these`] : []),
  ];
}

function productionPart({ production }: PageModel): string[] {
  if (production === null) {
    return [];
  }
  const { source, version, dirty, pending, drift, notes } = production;
  const lines = (drift ?? []).flatMap((each) => each.lines).map(oneLine);
  const compared =
    drift === null
      ? 'not compared with the migrations'
      : `${counted(drift.length, 'difference')} from the migrations at that version`;
  return [
    [
      `#### ${escaped(source)}`,
      '',
      `Version ${version ?? 'none'}${dirty ? ' (dirty)' : ''}, ${counted(pending.length, 'pending migration')}, ${compared}.`,
      ...(lines.length === 0 ? [] : ['', ...fenced(lines.slice(0, MOST_LINES), 'diff')]),
      ...bullets('Notes', notes.map(escaped)),
    ].join('\n'),
  ];
}

function notesPart({ notes }: PageModel): string[] {
  return notes.length === 0 ? [] : [bullets('Notes', notes.map(escaped)).slice(1).join('\n')];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
