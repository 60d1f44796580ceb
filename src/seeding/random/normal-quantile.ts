import { log } from './exact-math.ts';

/**
 * The value that a standard normal variable stays below with a probability, to 1e-7.
 *
 * Algorithm AS 241 (PPND7), M. J. Wichura, Applied Statistics 37 (1988).
 *
 * @param probability above 0 and below 1
 */
export function normalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (3.3871327179 + r * (50.434271938 + r * (159.29113202 + r * 59.10937472)))) /
      (1 + r * (17.895169469 + r * (78.757757664 + r * 67.1875636)))
    );
  }
  const tail = Math.sqrt(-log(q < 0 ? probability : 1 - probability));
  const size = tail <= 5 ? near(tail - 1.6) : far(tail - 5);
  return q < 0 ? -size : size;
}

function near(r: number): number {
  return (
    (1.4234372777 + r * (2.75681539 + r * (1.3067284816 + r * 0.17023821103))) /
    (1 + r * (0.7370016425 + r * 0.12021132975))
  );
}

function far(r: number): number {
  return (
    (6.657905115 + r * (3.081226386 + r * (0.42868294337 + r * 0.017337203997))) /
    (1 + r * (0.24197894225 + r * 0.012258202635))
  );
}
