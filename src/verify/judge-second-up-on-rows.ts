import { diff, type SnapshotDiff } from '../catalog/diff.ts';
import type { Snapshot } from '../catalog/snapshot.ts';
import type { Climbed } from './findings.ts';
import { judge, judgeFailure } from './judge.ts';
import type { PopulatedBench } from './populated-bench.ts';
import type { Finding } from './verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';

export interface SecondUp {
  findings: Finding[];
  /** The database as it is; undefined when it is in no known state. */
  state: Snapshot | undefined;
}

/**
 * Runs an up again over rows, `filled` being the state before it. That state holds rows from before the first up, which
 * have to stay as they are, and rows written since, which the up may bring into line once: a third run has to leave
 * everything alone.
 *
 * @throws StateLost
 */
export async function secondUpOnRows(bench: PopulatedBench, judged: Climbed, filled: Snapshot): Promise<SecondUp> {
  const { up } = judged.texts;
  const second = await bench.run(up);
  if (!second.ok) {
    const found = await secondOverOldRows(bench, judged);
    return found === undefined || found.findings.length > 0
      ? { findings: found?.findings ?? [], state: undefined }
      : {
          findings: [{ ...(await failureOf(second, judged, ' over rows written since')), status: 'warn' }],
          state: undefined,
        };
  }
  const once = await bench.look();
  if (diff(filled, once).grade === 'equal') {
    return { findings: [], state: once };
  }
  const third = await bench.run(up);
  const twice = await bench.look();
  const old = await secondOverOldRows(bench, judged);
  if (old === undefined || old.findings.length > 0) {
    return { findings: old?.findings ?? [], state: undefined };
  }
  const findings = third.ok
    ? await accuse(withoutVolatile(diff(once, twice), old.volatile), judged, ' over rows written since')
    : [await failureOf(third, judged, ' over rows written since')];
  return { findings, state: undefined };
}

const NO_DIFFERENCE: SnapshotDiff = diff(
  { objects: [], rows: [], sequences: [], uncovered: [] },
  { objects: [], rows: [], sequences: [], uncovered: [] },
);

/**
 * The same with no rows but those from before the first up; `volatile` is what differs between two first runs, such as
 * the values of now(). Undefined when those rows do not suit the up.
 */
async function secondOverOldRows(
  bench: PopulatedBench,
  judged: Climbed,
): Promise<{ findings: Finding[]; volatile: SnapshotDiff } | undefined> {
  const { up } = judged.texts;
  const climb = async (): Promise<Snapshot | undefined> => {
    await bench.rebuild(judged);
    const run = await bench.run(up);
    return run.ok ? bench.look() : undefined;
  };
  const control = await climb();
  const first = await climb();
  if (control === undefined || first === undefined) {
    return undefined;
  }
  const chance = diff(control, first);
  const volatile = onlyValuesDiffer(chance) ? chance : NO_DIFFERENCE;
  const second = await bench.run(up);
  if (!second.ok) {
    return { findings: [await failureOf(second, judged, '')], volatile };
  }
  const difference = withoutVolatile(diff(first, await bench.look()), volatile);
  return { findings: await accuse(difference, judged, ''), volatile };
}

function accuse(difference: SnapshotDiff, { texts }: Climbed, over: string): Promise<Finding[]> {
  return judge(difference, {
    code: 'second-up-changes',
    what: `on tables with rows, the up changes them again when it is run again${over}`,
    mend: 'Let the statement find nothing left to do: a WHERE that the result no longer meets, ON CONFLICT DO NOTHING.',
    file: texts.migration.up,
    sql: texts.up,
    populated: true,
  });
}

function failureOf(run: Parameters<typeof judgeFailure>[0], { texts }: Climbed, over: string): Promise<Finding> {
  return judgeFailure(run, {
    code: 'second-up-fails',
    what: `on tables with rows, the up fails when it is run again${over}`,
    mend: 'Guard the statement: ON CONFLICT DO NOTHING, WHERE NOT EXISTS.',
    file: texts.migration.up,
    sql: texts.up,
    populated: true,
  });
}
