/** vitest 5 and newer: ^22.12, ^24 or >=26, says its package.json. */
const OLDEST_FOR_VITEST_5 = [22, 12] as const;

/**
 * A line for people whose Node is older than their vitest supports, else undefined. Tests may work anyway, so it is no
 * error.
 *
 * @param vitest its version, e.g. `5.1.2`
 * @param node that of Node, e.g. `20.19.0`
 */
export function unsupportedNode(vitest: string, node: string): string | undefined {
  const [major = 0] = numbersOf(vitest);
  const [nodeMajor = 0, nodeMinor = 0] = numbersOf(node);
  const [least, leastMinor] = OLDEST_FOR_VITEST_5;
  const isOld = nodeMajor < least || (nodeMajor === least && nodeMinor < leastMinor);
  return major >= 5 && isOld
    ? `elementaldb: vitest ${vitest} needs Node ${least}.${leastMinor} or newer, this is Node ${node}: update Node, or use vitest 4 (npm install --save-dev vitest@4).`
    : undefined;
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}
