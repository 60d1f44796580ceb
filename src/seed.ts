import './support/disposal.ts';

export { seedGeneric, type SeedGenericOptions } from './commands/seed-generic.ts';
export type { PopulateReport } from './seeding/insert/populate-report.ts';
