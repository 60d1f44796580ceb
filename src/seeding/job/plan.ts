import type { ClientBase } from 'pg';

import { UsageError } from '../../support/errors.ts';
import type { Dataset, Span } from '../../energy/datasets/dataset.ts';
import type { World } from '../../energy/world/world.ts';
import { recordedUnits, worldKey, type RecordedUnits } from './ledger.ts';
import type { Stage } from './stages.ts';

/** One unit that is to be written: as a whole, or pieces before and after what is there. */
export interface Task {
  dataset: string;
  index: number;
  /** What the unit has in the end. */
  span: Span;
  /** The pieces that are missing; null for a unit that is not there at all. */
  pieces: readonly Span[] | null;
}

/** A part of the rows: those whose index leaves `number - 1` when it is divided by `of`. */
export interface Shard {
  /** From 1. */
  number: number;
  of: number;
}

export interface PlanOptions {
  span: Span;
  shard: Shard;
  /** Whether units that have another span get what they lack. */
  append: boolean;
}

/** More sites than these lie at all places anyhow; of fewer it is found out at which. */
const SITES_LOOKED_AT = 5000;

/** What a database lacks of a stage, in slices that one connection writes together; each is made when it is asked for. */
export interface StagePlan {
  /** Units that are to be written, by dataset. */
  missing: ReadonlyMap<string, number>;
  /** Units that are there already. */
  present: number;
  slices(): Iterable<Task[]>;
}

/** Indices of one slice: enough to share a COPY, few enough to give every connection its part. */
const TOGETHER = 4;

/** Compares a stage with the ledger. @throws UsageError `SEEDED_OTHERWISE` */
export async function planStage(
  client: ClientBase,
  world: World,
  stage: Stage,
  options: PlanOptions,
): Promise<StagePlan> {
  const indices = indicesOf(world, stage.per);
  const missing = new Map<string, number>();
  const recorded = new Map<string, RecordedUnits>();
  let present = 0;
  for (const dataset of stage.datasets) {
    const units = await recordedUnits(client, worldKey(world.options), dataset.name);
    recorded.set(dataset.name, units);
    const here = indices.filter((index) => isHere(dataset, index, options.shard));
    const lacking = here.filter((index) => taskOf(dataset, index, units.spanOf(index), options) !== undefined).length;
    missing.set(dataset.name, lacking);
    present += here.length - lacking;
  }
  return {
    missing,
    present,
    *slices() {
      let slice: Task[] = [];
      let together = 0;
      for (const index of indices) {
        const tasks = stage.datasets.flatMap((dataset) =>
          isHere(dataset, index, options.shard)
            ? (taskOf(dataset, index, recorded.get(dataset.name)?.spanOf(index), options) ?? [])
            : [],
        );
        slice.push(...tasks);
        together += tasks.length === 0 ? 0 : 1;
        if (together === TOGETHER) {
          yield slice;
          [slice, together] = [[], 0];
        }
      }
      if (slice.length > 0) {
        yield slice;
      }
    },
  };
}

function isHere({ per, everywhere }: Dataset, index: number, { number, of }: Shard): boolean {
  return everywhere === true || per === 'world' ? everywhere === true || number === 1 : index % of === number - 1;
}

function indicesOf(world: World, per: Dataset['per']): number[] {
  const { options, places } = world;
  const count = { world: 1, place: places.length, client: options.clients, site: options.sites }[per];
  const all = Array.from({ length: count }, (_, index) => index);
  if (per !== 'place' || options.sites > SITES_LOOKED_AT) {
    return all;
  }
  const used = new Set(Array.from({ length: options.sites }, (_, index) => world.site(index).place.name));
  return all.filter((index) => used.has(places[index]?.name ?? ''));
}

function taskOf(dataset: Dataset, index: number, there: Span | undefined, options: PlanOptions): Task | undefined {
  const { span, append } = options;
  if (there === undefined) {
    return { dataset: dataset.name, index, span, pieces: null };
  }
  if (dataset.timeless === true || (there.from <= span.from && span.to <= there.to)) {
    return undefined;
  }
  if (!append) {
    throw new UsageError(
      `this world is there already, from ${dayOf(there.from)} to ${dayOf(there.to)} (${dataset.name})`,
      { code: 'SEEDED_OTHERWISE', hint: 'Say --append to extend it, or --replace to make it anew.' },
    );
  }
  if (span.to < there.from || there.to < span.from) {
    throw new UsageError(
      `between what is there (${dayOf(there.from)} to ${dayOf(there.to)}) and what is to be added would be a gap (${dataset.name})`,
      { code: 'SPANS_DO_NOT_MEET', hint: 'Let the spans meet or overlap.' },
    );
  }
  const pieces = [
    { from: span.from, to: there.from },
    { from: there.to, to: span.to },
  ].filter(({ from, to }) => from < to);
  const whole = { from: Math.min(span.from, there.from), to: Math.max(span.to, there.to) };
  return { dataset: dataset.name, index, span: whole, pieces };
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
