import { median } from '../median.ts';
import type { Chain } from './chain.ts';

/** One run of a contender over a chain. */
export interface Trial {
  milliseconds: number;
  /** Milliseconds per migration that it got through; not a number when it got through none. */
  each: number;
  /** What has to be known to judge the figure, in a few words; empty when there is nothing. */
  remark: string;
}

/** Something that tries a chain of migrations. */
export interface Contender {
  name: string;
  run(chain: Chain): Promise<Trial>;
}

/** A contender with its counted runs. */
export interface Measured {
  name: string;
  trials: Trial[];
}

/** Lets contenders run in turn, `rounds` times each; with `warmUp` once more before, which does not count. */
export async function inTurn(
  contenders: readonly Contender[],
  chain: Chain,
  { rounds, warmUp }: { rounds: number; warmUp: boolean },
): Promise<Measured[]> {
  const measured = contenders.map(({ name }): Measured => ({ name, trials: [] }));
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const trial = await contender.run(chain);
      if (round > 0) {
        measured[index]?.trials.push(trial);
      }
    }
    process.stderr.write(`${chain.sources.length} migrations, round ${round} of ${rounds}\n`);
  }
  return measured;
}

/** The median of its milliseconds per migration. */
export function typical(measured: Measured | undefined): number {
  return median(measured?.trials.map(({ each }) => each) ?? []);
}

/** The median of its milliseconds for the whole chain. */
export function typicalWhole(measured: Measured | undefined): number {
  return median(measured?.trials.map(({ milliseconds }) => milliseconds) ?? []);
}
