import type { DefaultName } from '../default-names.ts';

/**
 * What a constraint or index that is written without a name is called; undefined where that is not known.
 *
 * @param nth of the commands of an ALTER TABLE, from 0
 */
export type Naming = (given: DefaultName, nth: number) => string | undefined;
