/**
 * `npm run bench:seed:optimisation`: how long the optimisations of a world of four sites take, in processes of their own, so that nothing
 * is compiled or kept yet. Option: --rounds N (default 7), each with another seed.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { median } from '../median.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });

/** The URL of a module of the build, as a literal. */
function module(path: string): string {
  return JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);
}

/** From the call to the last row; modules are loaded before. */
function milliseconds(seed: number): number {
  const code = `
    import { createWorld } from ${module('energy/world/create-world.js')};
    import { resultsDataset } from ${module('energy/datasets/optimisation/results-dataset.js')};
    const begun = performance.now();
    const world = createWorld({ seed: ${seed}, clients: 1, sites: 4, noise: 'none' });
    for (const batch of resultsDataset.batches(world, 0, { from: Date.UTC(2024, 0), to: Date.UTC(2025, 0) })) {}
    process.stdout.write(String(performance.now() - begun));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

const times = Array.from({ length: Number(values.rounds) }, (_, round) => milliseconds(42 + round));
const range = `${Math.min(...times).toFixed(0)}-${Math.max(...times).toFixed(0)}`;
process.stdout.write(`four sites, Node ${process.version}: median ${median(times).toFixed(0)} ms, ${range}\n`);
