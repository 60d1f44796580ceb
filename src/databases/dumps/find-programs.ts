import type * as v from 'valibot';

import { findContainerOfServer } from '../../servers/docker/container-of-server.ts';
import { TEXT, YES_OR_NO } from '../../support/check-options.ts';
import { containerPrograms } from './container-programs.ts';
import type { DumpLogin } from './dump-login.ts';
import type { DumpPrograms } from './dump-programs.ts';
import { withoutInternalOptions } from './internal-options.ts';
import { localPrograms } from './local-programs.ts';
import { findPgPrograms, type PgProgramsOptions } from './pg-programs.ts';

export interface FindProgramsOptions extends PgProgramsOptions {
  /** Uses the programs in the server's container, even if this machine has some. */
  inContainer?: boolean | undefined;
}

/** What the programs must be able to do. */
export interface ProgramNeeds {
  /** They must be able to read this file. */
  file?: string | undefined;
  /** They must leave out internal options of the server. */
  leaveOut?: boolean | undefined;
}

/** Schemas of `FindProgramsOptions`. */
export const PROGRAM_OPTIONS = {
  pgBin: TEXT,
  inContainer: YES_OR_NO,
} satisfies Record<keyof FindProgramsOptions, v.GenericSchema>;

/**
 * Finds programs that fit the server: in `pgBin`, else on this machine, else in the container that publishes the
 * server's port.
 *
 * @throws EnvironmentError `NO_PG_DUMP`, saying what to install; `PG_DUMP_FAILED` if none can read the file; with
 *   `inContainer` also the errors of `findContainerOfServer`
 */
export async function findPrograms(
  login: DumpLogin,
  major: number,
  { pgBin, inContainer = false }: FindProgramsOptions,
  { file, leaveOut = false }: ProgramNeeds = {},
): Promise<DumpPrograms> {
  const choose = (all: [DumpPrograms, ...DumpPrograms[]]): Promise<DumpPrograms> =>
    firstThatCanRead(leaveOut ? withoutInternalOptions(all) : all, file);
  const inside = async (): Promise<DumpPrograms> =>
    choose([await containerPrograms(await findContainerOfServer(login), login, major)]);
  if (inContainer) {
    return inside();
  }
  try {
    const [nearest, ...others] = await findPgPrograms(major, { pgBin });
    return await choose([localPrograms(nearest, login), ...others.map((each) => localPrograms(each, login))]);
  } catch (error) {
    if (pgBin !== undefined) {
      throw error;
    }
    return inside().catch(() => {
      throw error; // What to install helps more than why there is no container.
    });
  }
}

/** An older program cannot read the file of a newer one. */
async function firstThatCanRead(
  [first, ...others]: readonly [DumpPrograms, ...DumpPrograms[]],
  file: string | undefined,
): Promise<DumpPrograms> {
  try {
    await (file === undefined ? undefined : first.check(file));
    return first;
  } catch (error) {
    const [second, ...rest] = others;
    if (second === undefined) {
      throw error;
    }
    return firstThatCanRead([second, ...rest], file);
  }
}
