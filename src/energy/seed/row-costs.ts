import type { FileFormatName } from '../../seeding/export/format-names.ts';

/** What a row takes. */
export interface RowCost {
  readonly bytes: number;
  /** Of one thread. */
  readonly seconds: number;
}

type Measured = readonly [bytes: number, microseconds: number];

type Target = 'database' | FileFormatName;

/**
 * Bytes and microseconds of one thread for a row of each dataset with its metadata: five sites in 2024, on two cores (x86-64, Node 20). Bytes in
 * a database are those of tables and indexes of PostgreSQL 18, without the slack of tables of a few pages.
 */
const MEASURED: Readonly<Record<string, Readonly<Record<Target, Measured>>>> = {
  clients: { database: [200, 2000], parquet: [330, 400], csv: [45, 200], arrow: [510, 200] },
  sites: { database: [500, 2000], parquet: [390, 240], csv: [180, 130], arrow: [460, 150] },
  solar_locations: { database: [250, 1000], parquet: [220, 160], csv: [90, 100], arrow: [280, 150] },
  weather: { database: [280, 25], parquet: [22, 18], csv: [150, 17], arrow: [190, 11] },
  electricity: { database: [150, 6], parquet: [8.3, 10], csv: [103, 8], arrow: [96, 4] },
  electricity_synthesised: { database: [78, 4], parquet: [2.5, 5], csv: [89, 6], arrow: [64, 3] },
  gas: { database: [146, 8], parquet: [6, 10], csv: [106, 7], arrow: [104, 5.5] },
  heating: { database: [92, 4.5], parquet: [4.2, 4], csv: [94, 6], arrow: [80, 3.4] },
  solar: { database: [77, 7], parquet: [2.3, 4], csv: [88, 5], arrow: [64, 3] },
  wind: { database: [77, 7], parquet: [2.3, 4], csv: [88, 5], arrow: [64, 3] },
  tariffs: { database: [84, 5], parquet: [0.8, 4.5], csv: [100, 4], arrow: [88, 2.7] },
  carbon: { database: [156, 9], parquet: [18, 10], csv: [141, 7], arrow: [144, 8] },
  carbon_cache: { database: [182, 10], parquet: [20, 7], csv: [108, 9], arrow: [109, 7] },
  interventions: { database: [200, 500], parquet: [69, 21], csv: [72, 30], arrow: [130, 30] },
  structures: { database: [200, 500], parquet: [57, 24], csv: [90, 16], arrow: [150, 15] },
  thermal_model: { database: [600, 1000], parquet: [610, 800], csv: [370, 200], arrow: [610, 130] },
  bundles: { database: [400, 500], parquet: [47, 26], csv: [120, 13], arrow: [150, 13] },
  job_queue: { database: [900, 900], parquet: [130, 60], csv: [600, 50], arrow: [540, 80] },
  baselines: { database: [900, 1000], parquet: [530, 320], csv: [680, 160], arrow: [780, 150] },
  cost_models: { database: [4000, 2000], parquet: [2300, 90], csv: [2000, 80], arrow: [2200, 80] },
  tasks: { database: [3500, 46_000], parquet: [1500, 50_000], csv: [2700, 50_000], arrow: [2800, 48_000] },
  results: { database: [2100, 2700], parquet: [350, 2700], csv: [1450, 1800], arrow: [1300, 1800] },
};

/** Of a custom dataset nothing is known: what most series take. */
const OTHER: Readonly<Record<Target, Measured>> = {
  database: [100, 6],
  parquet: [8, 6],
  csv: [100, 6],
  arrow: [90, 4],
};

/** What a row of a dataset takes in a database or in files. */
export function rowCost(dataset: string, target: Target): RowCost {
  const [bytes, microseconds] = (MEASURED[dataset] ?? OTHER)[target];
  return { bytes, seconds: microseconds / 1e6 };
}
