import type { FileSource } from '../../seeding/export/file-runner.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { columnsOf } from '../tables/table-columns.ts';
import type { World } from '../world/world.ts';
import { knownDatasets } from './known-datasets.ts';

/** A world as the source of files. */
export function fileSource(world: World, custom: readonly Dataset[]): FileSource<World> {
  return {
    context: world,
    datasets: knownDatasets(custom),
    columnsOf,
    folderOf(per, index) {
      switch (per) {
        case 'site':
          return `site=${world.site(index).id}`;
        case 'client':
          return `client=${world.client(index).id}`;
        case 'place':
          return `place=${encodeURIComponent(world.places[index]?.name ?? '')}`;
        default:
          return undefined;
      }
    },
  };
}
