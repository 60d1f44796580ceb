import { squash } from '../../comparison/squash.ts';
import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { requireGolangMigrate } from '../../migrations/layouts/supported-layouts.ts';
import { sideOptions } from '../comparison/diff.ts';
import { interruptible } from '../interruption.ts';
import { configurationOf } from '../settings-options.ts';
import { withProgress, type Terminal } from '../terminal.ts';

export interface SquashFlags {
  to: bigint;
  out: string;
}

/** `elementaldb migrate squash` */
export async function runSquash(terminal: Terminal, { to, out, ...flags }: SquashFlags): Promise<void> {
  const configuration = await configurationOf({ ...flags });
  const { migrations = DEFAULT_MIGRATIONS, layout } = configuration;
  requireGolangMigrate(layout, 'migrate squash');
  const { pairs, up, down } = await interruptible(() =>
    withProgress(terminal, (onProgress) =>
      squash(migrations, to, out, { ...sideOptions(configuration), ignore: [], onProgress }),
    ),
  );
  terminal.out([up, down]);
  terminal.say([
    `One pair takes the place of ${pairs}. It was tried: up, up, down, up, with the rows.`,
    `Read it, then replace ${migrations} by ${out}.`,
    `golang-migrate: a database at version ${to} or later needs nothing. Bring one that is older to ${to} with the present folder first.`,
  ]);
}
