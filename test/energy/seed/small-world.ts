import { rowBatch, type Dataset, type Span } from '../../../src/energy/datasets/dataset.ts';
import { defineDataset } from '../../../src/energy/seed/define-dataset.ts';
import type { Place } from '../../../src/energy/world/site.ts';
import { seedJob, type SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { seedWorld, type SeedReport } from '../../../src/energy/seed/seed-world.ts';
import type { World } from '../../../src/energy/world/world.ts';

/** A schema of the convention, smaller than the real one, with a table of which no dataset knows. */
export const SMALL_SCHEMA = `
  CREATE TABLE public.clients (client_id text PRIMARY KEY, name text);
  CREATE TABLE public.sites (site_id text PRIMARY KEY, client_id text NOT NULL REFERENCES clients);
  CREATE SCHEMA meters;
  CREATE TABLE meters.metadata (
    dataset_id uuid PRIMARY KEY, site_id text NOT NULL REFERENCES public.sites, created_at timestamptz NOT NULL,
    fuel_type text NOT NULL CHECK (fuel_type IN ('gas', 'water')), valid_to timestamptz, note text);
  CREATE TABLE meters.water (
    dataset_id uuid REFERENCES meters.metadata, start_ts timestamptz NOT NULL, end_ts timestamptz NOT NULL, m3 numeric(9,3));
  CREATE INDEX water_dataset_id_idx ON meters.water (dataset_id);
  COMMENT ON INDEX meters.water_dataset_id_idx IS 'all rows of one dataset';
  CREATE TABLE meters.steam (
    dataset_id uuid REFERENCES meters.metadata, start_ts timestamptz NOT NULL, end_ts timestamptz NOT NULL,
    flow_kw float8 NOT NULL, pressure_hpa float8, grade text NOT NULL CHECK (grade IN ('wet', 'dry')), valve_open boolean,
    power_factor numeric(4,3) CHECK (power_factor BETWEEN 0 AND 1), co2_g_per_kwh float8, p_per_kwh float8,
    soc_pct numeric(5,2) NOT NULL CHECK (soc_pct >= 0 AND soc_pct <= 100), peak_kw int CHECK (peak_kw < 100),
    phase_count int NOT NULL CHECK (phase_count IN (1, 3)));
  CREATE TABLE public.people (site_id text REFERENCES sites, person text);`;

const clients: Dataset = {
  name: 'clients',
  tables: [['public', 'clients']],
  per: 'client',
  needs: [],
  everywhere: true,
  *batches(world, index) {
    const { id, name } = world.client(index);
    yield rowBatch(['public', 'clients'], { client_id: id, name });
  },
};

const sites: Dataset = {
  name: 'sites',
  tables: [['public', 'sites']],
  per: 'site',
  needs: ['clients'],
  everywhere: true,
  *batches(world, index) {
    const { id, clientId } = world.site(index);
    yield rowBatch(['public', 'sites'], { site_id: id, client_id: clientId });
  },
};

/** Rows without a key: two people for each site. */
const people: Dataset = {
  name: 'people',
  tables: [['public', 'people']],
  per: 'site',
  needs: ['sites'],
  *batches(world, index) {
    const { id } = world.site(index);
    yield rowBatch(['public', 'people'], { site_id: id, person: 'first' });
    yield rowBatch(['public', 'people'], { site_id: id, person: null });
  },
};

const water = defineDataset({
  name: 'water',
  table: 'meters.water',
  step: 60,
  metadata: () => ({ fuel_type: 'water' }),
  series: ({ starts, site }) => ({ m3: starts.map((start) => ((start / 3_600_000) % 24) / 8 + site.index) }),
});

export const SMALL_DATASETS: readonly Dataset[] = [clients, sites, people, water];

const PLACE: Place = {
  name: 'Cardiff',
  latitude: 51.48,
  longitude: -3.18,
  gsp: 'K',
  outcodes: ['CF10'],
  temperature: { mean: 11, amplitude: 6 },
  windSpeed: 4.8,
  rain: 1200,
};

/** Two clients, five sites that are all alike. */
export function smallWorld(number = 1): World {
  const clientId = (index: number): string => `client_${number}_${index}`;
  return {
    options: { seed: number, clients: 2, sites: 5, noise: 'none' },
    places: [PLACE],
    client: (index) => ({ index, id: clientId(index), name: `Client ${index}`, sites: [index, index + 2] }),
    site: (index) => ({
      index,
      id: `site_${number}_${index}`,
      name: `Site ${index}`,
      clientId: clientId(index % 2),
      address: 'Cardiff, CF10 1AA',
      place: PLACE,
      latitude: PLACE.latitude,
      longitude: PLACE.longitude,
      archetype: 'office',
      floorArea: 900,
      yearBuilt: 1990,
      occupants: 60,
      fabric: { wall: 0.6, roof: 0.3, floor: 0.4, window: 2, airChanges: 1 },
      heating: { kind: 'gas_boiler', efficiency: 0.85, capacity: 90 },
      solar: [],
      turbine: null,
      meters: { electricity: 1, fuel: 1 },
    }),
  };
}

export function days(from: string, to: string): Span {
  return { from: Date.parse(`${from}T00:00:00Z`), to: Date.parse(`${to}T00:00:00Z`) };
}

/** Like the command, but in mode `fast` on any database. */
export async function seed(world: World, url: string, options: SeedOptions = {}): Promise<SeedReport> {
  return seedWorld(url, await seedJob(world, options));
}
