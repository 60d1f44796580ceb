import { ElementalError } from '../../support/errors.ts';
import type { Layout } from './layout.ts';

const LARGEST_VERSION = 2n ** 31n - 1n;

/**
 * refinery: `V1__name.sql`, and `U1__name.sql` for migrations that may come late; both are ups. A file is sent as one query
 * in a transaction. There are no downs.
 *
 * @see https://docs.rs/refinery/latest/refinery/
 */
export const refinery: Layout = {
  name: 'refinery',
  tool: 'refinery',
  fileNames: 'V1__NAME.sql or U1__NAME.sql',
  depth: 'any',
  withoutTransaction: undefined,
  code: /(?:^|\/)[UV][0-9]+__\w+\.rs$/,
  parseName(path) {
    const [, version, name] = /(?:^|\/)[UV]([0-9]+(?:\.[0-9]+)?)__(\w+)\.sql$/.exec(path) ?? [];
    if (version === undefined || name === undefined) {
      return undefined;
    }
    if (version.includes('.') || BigInt(version) > LARGEST_VERSION) {
      throw new ElementalError(`${path}: the version ${version} is too large or has a dot`, {
        code: 'LAYOUT_SYNTAX',
        kind: 'migration',
        hint: `Use a whole number up to ${LARGEST_VERSION}.`,
      });
    }
    return { version: [version], name, direction: 'up' };
  },
  script: (text) => ({ sql: text, mode: 'transaction' }),
};
