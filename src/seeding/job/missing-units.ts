import { UsageError } from '../../support/errors.ts';
import type { SeedDataset, Span } from './dataset.ts';
import type { Shard } from '../../support/shard.ts';
import { recordedUnits, type RecordedUnits } from './seed-units.ts';
import type { Stage } from './stages.ts';
import type { Task, Writing } from './write-tasks.ts';

interface Wanted {
  span: Span;
  shard: Shard;
  /** Whether units with another span get what they lack. */
  append: boolean;
}

/** What the database lacks of a stage. */
export interface StageWork {
  /** How many units are to be written, by dataset. */
  missing: ReadonlyMap<string, number>;
  /** How many units are complete. */
  present: number;
  /** Tasks of some datasets that one connection writes together, made one slice at a time. */
  slices(isWanted: (dataset: string) => boolean): Iterable<Task[]>;
}

/** Indices of one slice: enough to share a COPY, few enough to keep every connection busy. */
const INDICES_PER_SLICE = 4;

/** Compares a stage with the units that the database has. @throws UsageError `SEEDED_OTHERWISE`, `SPANS_DO_NOT_MEET` */
export async function stageWork<C>(
  { client, source }: Pick<Writing<C>, 'client' | 'source'>,
  stage: Stage<C>,
  wanted: Wanted,
): Promise<StageWork> {
  const indices = source.kinds.get(stage.per)?.() ?? [];
  const recorded = new Map<string, RecordedUnits>();
  for (const { name } of stage.datasets) {
    recorded.set(name, await recordedUnits(client, source.key, name));
  }
  const taskFor = (dataset: SeedDataset<C>, index: number): Task | undefined =>
    dataset.isEmpty?.(wanted.span) === true
      ? undefined
      : missingTask(dataset, index, recorded.get(dataset.name)?.spanOf(index), wanted);
  const missing = new Map<string, number>();
  let present = 0;
  for (const dataset of stage.datasets) {
    const inShard = indices.filter((index) => isInShard(dataset, index, wanted.shard));
    const lacking = inShard.filter((index) => taskFor(dataset, index) !== undefined).length;
    missing.set(dataset.name, lacking);
    present += dataset.isEmpty?.(wanted.span) === true ? 0 : inShard.length - lacking;
  }
  return {
    missing,
    present,
    slices: (isWanted) =>
      slicesOf(indices, (index) =>
        stage.datasets
          .filter((dataset) => isWanted(dataset.name) && isInShard(dataset, index, wanted.shard))
          .flatMap((dataset) => taskFor(dataset, index) ?? []),
      ),
  };
}

/** The tasks of all indices in slices, which are made one at a time. */
export function* slicesOf(indices: readonly number[], tasksOf: (index: number) => Task[]): Iterable<Task[]> {
  let slice: Task[] = [];
  let together = 0;
  for (const index of indices) {
    const tasks = tasksOf(index);
    slice.push(...tasks);
    together += tasks.length === 0 ? 0 : 1;
    if (together === INDICES_PER_SLICE) {
      yield slice;
      [slice, together] = [[], 0];
    }
  }
  if (slice.length > 0) {
    yield slice;
  }
}

/** A shard has the indices that leave the remainder `number - 1` when divided by `of`. */
export function isInShard({ everywhere }: { everywhere?: boolean }, index: number, { number, of }: Shard): boolean {
  return everywhere === true || index % of === number - 1;
}

function missingTask(
  { name, timeless, ofWholeSpan }: { name: string; timeless?: boolean; ofWholeSpan?: boolean },
  index: number,
  present: Span | undefined,
  { span, append }: Wanted,
): Task | undefined {
  if (present === undefined) {
    return { dataset: name, index, span, pieces: null };
  }
  if (timeless === true || (present.from <= span.from && span.to <= present.to)) {
    return undefined;
  }
  const dates = `${dateOf(present.from)} to ${dateOf(present.to)}`;
  if (!append) {
    throw new UsageError(`the database is already seeded with another span: ${dates} (${name})`, {
      code: 'SEEDED_OTHERWISE',
      hint: 'Use --append to extend it, or --replace to remove it first.',
    });
  }
  if (span.to < present.from || present.to < span.from) {
    throw new UsageError(`a gap would remain between the present span, ${dates}, and the new one (${name})`, {
      code: 'SPANS_DO_NOT_MEET',
      hint: 'Choose --from and --to so that the spans meet or overlap.',
    });
  }
  const whole = { from: Math.min(span.from, present.from), to: Math.max(span.to, present.to) };
  const parts = [
    { from: span.from, to: present.from },
    { from: present.to, to: span.to },
  ].filter(({ from, to }) => from < to);
  const pieces = ofWholeSpan === true ? [whole] : parts;
  return { dataset: name, index, span: whole, pieces };
}

function dateOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
