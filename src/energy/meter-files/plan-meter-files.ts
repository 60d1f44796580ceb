import { UsageError } from '../../support/errors.ts';
import type { Shard } from '../../support/shard.ts';
import type { Span } from '../datasets/dataset.ts';
import { partOfWorld } from '../seed/seed-options.ts';
import type { World } from '../world/world.ts';
import { requireLayouts } from './all-layouts.ts';
import { layoutOf } from './choose-layout.ts';
import { clientMeters, METER_DATASETS, type ClientMeter, type MeterDataset } from './client-meter.ts';
import type { LayoutName } from './layout-names.ts';
import type { MeterFileOptions, MetersLeftOut } from './meter-file-options.ts';

/** Which meters get a file, in which layout. */
export interface MeterPlan {
  readonly span: Span;
  readonly shard: Shard;
  readonly datasets: readonly MeterDataset[];
  /** The chosen ones; undefined for all. */
  readonly layouts: readonly LayoutName[] | undefined;
  /** How many meters have each layout. */
  readonly layoutCounts: ReadonlyMap<LayoutName, number>;
  readonly leftOut: MetersLeftOut[];
  meters(): Iterable<{ readonly meter: ClientMeter; readonly layout: LayoutName }>;
}

/** @throws InvalidOptionError; UsageError `NO_METERS` unless other shards may have some */
export async function plannedMeters(
  world: World,
  { span: wanted, layouts: names, datasets: wantedDatasets, shard: part }: MeterFileOptions,
): Promise<MeterPlan> {
  const { span, shard } = await partOfWorld(world, { span: wanted, datasets: wantedDatasets, shard: part });
  const layouts = names === undefined ? undefined : requireLayouts(names);
  const datasets = METER_DATASETS.filter((name) => wantedDatasets?.includes(name) ?? true);
  const without = (wantedDatasets ?? []).filter((name) => !datasets.some((dataset) => dataset === name));
  if (without.length > 0 || datasets.length === 0) {
    throw new UsageError(
      without.length === 0 ? 'no dataset is named' : `datasets without meters: ${without.join(', ')}`,
      {
        code: 'NO_METERS',
        hint: `Name ${METER_DATASETS.join(' or ')}, or no dataset for both.`,
      },
    );
  }
  const layoutCounts = new Map<LayoutName, number>();
  const reasons = new Map<string, number>();
  for (const meter of clientMeters(world, shard, datasets)) {
    const choice = layoutOf(world, meter, span, layouts);
    if ('layout' in choice) {
      layoutCounts.set(choice.layout, (layoutCounts.get(choice.layout) ?? 0) + 1);
    } else {
      reasons.set(choice.reason, (reasons.get(choice.reason) ?? 0) + 1);
    }
  }
  if (layoutCounts.size === 0 && shard.of === 1) {
    throw new UsageError(`no meter can be written: ${[...reasons.keys()].join('; ') || 'no site has one'}`, {
      code: 'NO_METERS',
      hint: 'Choose other layouts, a longer span, or more sites.',
    });
  }
  return {
    span,
    shard,
    datasets,
    layouts,
    layoutCounts,
    leftOut: [...reasons].map(([reason, meters]) => ({ reason, meters })),
    *meters() {
      for (const meter of clientMeters(world, shard, datasets)) {
        const choice = layoutOf(world, meter, span, layouts);
        if ('layout' in choice) {
          yield { meter, layout: choice.layout };
        }
      }
    },
  };
}
