import './support/disposal.ts';

export { seed } from './commands/seed.ts';
export type { Dataset, Span } from './energy/datasets/dataset.ts';
export { defineDataset, type SeriesContext, type SeriesDefinition } from './energy/seed/define-dataset.ts';
export {
  estimateWorld,
  type EstimateOptions,
  type EstimateTarget,
  type WorldEstimate,
} from './energy/seed/estimate-world.ts';
export type { EstimatedDataset } from './energy/seed/estimated-dataset.ts';
export { exportMeterFiles, type MeterFilesReport } from './energy/meter-files/export-meter-files.ts';
export type { MeterDataset } from './energy/meter-files/client-meter.ts';
export type { LayoutName } from './energy/meter-files/layout-names.ts';
export type { MeterFileOptions, MetersLeftOut } from './energy/meter-files/meter-file-options.ts';
export type { MeterFile } from './energy/meter-files/write-meter-file.ts';
export { exportWorld, type ExportOptions } from './energy/seed/export-world.ts';
export type { SeedProfileName } from './energy/seed/profiles.ts';
export type { PartOptions, SeedOptions } from './energy/seed/seed-options.ts';
export type { SeedReport } from './energy/seed/seed-world.ts';
export { ENERGY_RULESET } from './energy/lint-rules/energy-ruleset.ts';
export { seeded, type SeededOptions } from './energy/seed/seeded.ts';
export type { WorldChoice } from './energy/seed/world-choice.ts';
export { createWorld } from './energy/world/create-world.ts';
export type {
  AnnualEnergy,
  Place,
  Site,
  Archetype,
  Fabric,
  GspCode,
  HeatingPlant,
  MeterProfile,
  Meters,
  SolarArray,
  Turbine,
} from './energy/world/site.ts';
export type { GivenSite } from './energy/world/given-site.ts';
export type { World, WorldClient, WorldOptions } from './energy/world/world.ts';
export type { SeedProgress } from './seeding/job/progress.ts';
export type { Shard } from './support/shard.ts';
export type { Batch, CellValue, Column, JsonObject } from './seeding/load/batch.ts';
export type { TemplateChoice, UserTemplate, BuiltInTemplate } from './databases/templates/define-template.ts';
export type { SeedDataset } from './seeding/job/dataset.ts';
export type { FileFormatName } from './seeding/export/format-names.ts';
export type { ExportedTable, ExportReport } from './seeding/export/run-export-job.ts';
export type { LeftOut } from './seeding/job/left-out.ts';
export type { SeedJobReport } from './seeding/job/run-seed-job.ts';
export type { Random } from './seeding/random/random.ts';
export type { Ruleset } from './lint/engine/ruleset.ts';
