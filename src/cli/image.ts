import { Option, type Command } from 'commander';

import { buildMigratedImage, type MigratedImage } from '../commands/build-migrated-image.ts';
import { DEFAULT_DATABASE, DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { duration } from '../report/units.ts';
import { SEED_PROFILES, type SeedProfileName } from '../energy/seed/profiles.ts';
import { interruptible } from './interruption.ts';
import { requireGolangMigrate } from '../migrations/layouts/supported-layouts.ts';
import { configurationOf, withSettings } from './settings-options.ts';
import { withProgress, type Terminal } from './terminal.ts';
import { parseVersion, withExample } from './usage.ts';

interface ImageFlags {
  to?: bigint;
  tag?: string;
  base?: string;
  withClientData?: boolean;
  seed?: SeedProfileName;
}

/** `elementaldb image build` */
export function addImage(program: Command, terminal: Terminal): void {
  const image = program.command('image').description('container images with a migrated database');
  withExample(image, 'image build --tag registry.example/app-db:32');
  const command = withSettings(
    image
      .command('build')
      .description('build an image; its containers start as fast as PostgreSQL itself')
      .option('--tag <name>', 'Name of the image (default: <database>:<version>, e.g. elementaldb:32).')
      .option('--base <image>', 'PostgreSQL image to build on (default: the "image" setting, or postgres:18).')
      .option('--to <version>', 'Apply the migrations up to this version only (default: all).', parseVersion)
      .option(
        '--with-client-data',
        'Include the client data, readable for everyone who can pull the image (default: leave it out).',
      )
      .addOption(
        new Option('--seed <profile>', 'Profile of synthetic energy data to fill it with (default: no data).').choices(
          Object.keys(SEED_PROFILES),
        ),
      ),
    ['migrations', 'clientData', 'prelude', 'database', 'user'],
  );
  withExample(command, 'image build --tag registry.example/app-db:32').action((flags: ImageFlags) =>
    interruptible(() => build(terminal, flags)),
  );
}

async function build(terminal: Terminal, flags: ImageFlags): Promise<void> {
  const configuration = await configurationOf({ ...flags, seed: undefined });
  requireGolangMigrate(configuration.layout, 'image build');
  const begun = performance.now();
  const built = await withProgress(terminal, (onProgress) =>
    buildMigratedImage({
      migrations: configuration.migrations ?? DEFAULT_MIGRATIONS,
      clientData: configuration.clientData,
      prelude: configuration.prelude,
      to: flags.to,
      database: configuration.database ?? DEFAULT_DATABASE,
      user: configuration.user,
      base: flags.base ?? configuration.image,
      tag: flags.tag,
      withClientData: flags.withClientData,
      world: flags.seed === undefined ? undefined : { profile: flags.seed },
      onProgress,
    }),
  );
  announce(terminal, built, duration(performance.now() - begun));
}

function announce(terminal: Terminal, built: MigratedImage, took: string): void {
  const { tag, base, database, user, version, clientData, size, unchanged } = built;
  const { green, yellow } = terminal.sayStyle;
  const at = version === null ? 'no migration' : `migration ${version}`;
  if (clientData?.included === true) {
    terminal.say(`${yellow('warning')}  The image holds the client data: everyone who can pull it can read it.`);
  } else if (clientData !== undefined) {
    terminal.say('The client data was left out; --with-client-data includes it.');
  }
  const megabytes = Math.round(size / 1_000_000);
  terminal.say(
    `${green(unchanged ? 'unchanged' : 'built')}  ${base}, database ${database}, user ${user}, ${at} (${megabytes} MB, ${took})`,
  );
  terminal.out(tag);
  terminal.say(`Run it with: docker run -e POSTGRES_PASSWORD=… -p 5432:5432 ${tag}`);
}
