import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { toolOf } from '../../migrations/layouts/all-layouts.ts';
import { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { codeOf, messageOf } from '../../support/errors.ts';
import type { AppliedUp } from '../empty-pass/empty-pass.ts';
import { WITHOUT_CHANCE } from '../empty-pass/repeated-ups.ts';
import { differenceFindings, errorLines } from '../report/describe-findings.ts';
import { AFTER_DIVERGENCE } from '../report/merge-verdicts.ts';
import { finding, PASS, skipped, verdictOf, type Verdict } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import { mayNotice } from '../sandbox/session-leftovers.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import { isFaultOfMachine, stoppedFinding } from '../sandbox/stopped.ts';
import { firstWithoutLedger, onRecreated, runInOneSession, type SessionRun } from './session-run.ts';
import { fileLabel } from '../../support/file-label.ts';

/** How to make an up independent of what earlier files leave in the session. */
function fixFor(leftovers: SessionRun['leftovers']): string {
  if (leftovers.length === 0) {
    return `No earlier file leaves anything in the session. ${WITHOUT_CHANCE}`;
  }
  const fileOf = (isTable: boolean): string[] => [
    ...new Set(
      leftovers.filter(({ line }) => line.startsWith('temporary ') === isTable).map(({ file = '' }) => fileLabel(file)),
    ),
  ];
  const [tables, settings] = [fileOf(true), fileOf(false)];
  return [
    ...(settings.length === 0
      ? []
      : [`In ${settings.join(', ')}, write SET LOCAL in a transaction, or RESET at the end.`]),
    ...(tables.length === 0
      ? []
      : [`In ${tables.join(', ')}, create temporary tables with ON COMMIT DROP, or drop them at the end.`]),
    'All files of a run share one session.',
  ].join(' ');
}

/**
 * Runs all ups in one session, as golang-migrate and `start` do, in a recreated database, and compares with the states of
 * the empty pass, where each file had its own session: after each file that finds something an earlier one left in the
 * session, so that no later file hides the effect, and at the end. Only where they differ is each file compared.
 *
 * @returns verdicts by version, up to the last up whose state is known
 */
export async function runSingleSession(
  server: PostgresServer,
  database: TrialDatabase,
  all: readonly AppliedUp[],
): Promise<ReadonlyMap<bigint, Verdict>> {
  const { count, before } = firstToRun(database, all);
  const ups = all.slice(count, all.findLastIndex(({ after }) => after !== undefined) + 1);
  if (ups.length === 0) {
    return new Map();
  }
  const pass = attribute(ups, ups.length, PASS);
  let leftovers: SessionRun['leftovers'] = [];
  const run = (each: readonly AppliedUp[], everywhere: boolean): Promise<SessionRun> => {
    leftovers = [...before];
    return onRecreated(server, database, count, (client) =>
      runInOneSession(client, database, each, everywhere, leftovers),
    );
  };
  try {
    const first = await run(ups, false);
    if (findDivergence(ups, first) === undefined) {
      return pass;
    }
    // Only a second run of the same kind tells whether values differ by chance, such as those of now().
    const control = await run(ups, false);
    const late = findDivergence(ups, first, control);
    if (late === undefined) {
      return pass;
    }
    const known = await withAllStates(server, database, count, ups);
    const second = await run(known, true);
    const { index, difference } = findDivergence(known, second, control) ?? late;
    const earlier = second.leftovers.filter((each) => each.index < index);
    const found = await differenceFindings(difference, {
      code: 'session-differs',
      what: 'in one session with the migrations before it, the up leads to another state than in its own session',
      fix: fixFor(earlier),
      file: ups[index]?.source.migration.up,
      sql: undefined,
    });
    const left = earlier.map(({ file = '', line }) => `${fileLabel(file)} leaves in the session: ${line}`);
    return attribute(ups, index, verdictOf(found.map((each) => ({ ...each, details: [...left, ...each.details] }))));
  } catch (error) {
    return verdictsOfError(server, database, count, ups, { error, leftovers });
  }
}

/**
 * How many migrations the database can be recreated with, since no later one notices what they left in their session, and
 * what that is.
 */
function firstToRun(
  { recreatedWith: { count, left } }: TrialDatabase,
  all: readonly AppliedUp[],
): { count: number; before: SessionRun['leftovers'] } {
  const lines = left.map(({ line }) => line);
  if (all.slice(count).some(({ source }) => mayNotice(source.up ?? '', lines))) {
    return { count: 0, before: [] };
  }
  const before = left.map(({ position, line }) => ({ file: all[position]?.source.migration.up, index: -1, line }));
  return { count, before };
}

/** The verdict for the up at an index: those before it pass, those after it cannot be checked. */
function attribute(ups: readonly AppliedUp[], at: number, verdict: Verdict): ReadonlyMap<bigint, Verdict> {
  return new Map(
    ups.map(({ source }, index) => [
      source.migration.version,
      index < at ? PASS : index === at ? verdict : AFTER_DIVERGENCE,
    ]),
  );
}

async function verdictsOfError(
  server: PostgresServer,
  database: TrialDatabase,
  count: number,
  ups: readonly AppliedUp[],
  { error, leftovers }: { error: unknown; leftovers: SessionRun['leftovers'] },
): Promise<ReadonlyMap<bigint, Verdict>> {
  if (codeOf(error) === 'LEDGER_UNUSABLE') {
    const index = await onRecreated(server, database, count, (client) => firstWithoutLedger(client, database, ups));
    const tool = toolOf(ups[0]?.source.migration ?? {});
    const failure = finding({
      code: 'ledger-lost',
      status: 'fail',
      what: `in one session, ${tool} cannot write its table after the file`,
      fix: `Leave ${tool}'s table and the role unchanged: the table is written between the files, in their session.`,
      details: [messageOf(error)],
    });
    return attribute(ups, index ?? ups.length - 1, verdictOf([failure]));
  }
  if (codeOf(error) === 'PRELUDE_FAILED') {
    const verdict = skipped(`in the second database ${messageOf(error)}`);
    return new Map(ups.map(({ source }) => [source.migration.version, verdict]));
  }
  if (!(error instanceof MigrationSqlError) || isFaultOfMachine(error)) {
    // Which file it was is unknown: all have run before, the last one just now.
    const last = ups.at(-1)?.source.migration.up;
    return attribute(ups, ups.length - 1, verdictOf([stoppedFinding(last, error, 'while all ran in one session')]));
  }
  const failure = finding({
    code: 'session-fails',
    status: 'fail',
    what: 'in one session with the migrations before it, the up fails',
    fix: fixFor(leftovers),
    details: errorLines(error),
    file: error.file,
    line: error.line,
  });
  const at = ups.findIndex(({ source }) => source.migration.up === error.file);
  return attribute(ups, Math.max(at, 0), verdictOf([failure]));
}

/** The ups with the states that were not known, too, so that a defect of a replayed up is not attributed to a later one. */
async function withAllStates(
  server: PostgresServer,
  database: TrialDatabase,
  count: number,
  ups: readonly AppliedUp[],
): Promise<readonly AppliedUp[]> {
  if (ups.every(({ after }) => after !== undefined)) {
    return ups;
  }
  const known: AppliedUp[] = [];
  await onRecreated(server, database, count, async () => {
    for (const { source, after } of ups) {
      await database.run(source.up ?? '');
      known.push({ source, after: after ?? (await database.takeSnapshot()) });
    }
  });
  return known;
}

/**
 * The first up whose state is not that of its own session.
 *
 * @param control another run of the same ups: values that differ between the two differ by chance
 */
function findDivergence(
  ups: readonly AppliedUp[],
  { states }: SessionRun,
  control?: SessionRun,
): { index: number; difference: SnapshotDiff } | undefined {
  for (const [index, now] of states) {
    const after = ups[index]?.after;
    if (after === undefined) {
      continue;
    }
    const difference = diff(after, now);
    const volatile = control === undefined ? undefined : differenceByChance(index, states, control);
    const lasting =
      volatile !== undefined && onlyValuesDiffer(difference) ? withoutVolatile(difference, volatile) : difference;
    if (lasting.grade !== 'equal' || lasting.sequencesBehind.length > 0) {
      return { index, difference: lasting };
    }
  }
  return undefined;
}

/** What differs by chance at an up or, where not both runs have a snapshot of it, at the next one with both. */
function differenceByChance(
  index: number,
  states: ReadonlyMap<number, CatalogSnapshot>,
  control: SessionRun,
): SnapshotDiff | undefined {
  for (const [other, state] of states) {
    const again = control.states.get(other);
    if (other >= index && again !== undefined) {
      return diff(again, state);
    }
  }
  return undefined;
}
