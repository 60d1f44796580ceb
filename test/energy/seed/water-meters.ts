import { defineDataset } from '../../../src/energy/seed/define-dataset.ts';

/** As users write it, in a file of its own. */
export default defineDataset({
  name: 'water',
  table: 'client_meters.water_meters',
  step: 60,
  metadata: () => ({ fuel_type: 'gas', reading_type: 'automatic' }),
  series: ({ site, starts, random }) => ({
    m3: starts.map((start) => (new Date(start).getUTCHours() < 6 ? 0 : site.occupants * 0.01 * random.next())),
  }),
});
