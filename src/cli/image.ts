import { Option, type Command } from 'commander';

import { buildMigratedImage, type MigratedImage } from '../commands/build-migrated-image.ts';
import { DEFAULT_DATABASE, DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import { duration } from '../report/duration.ts';
import { SEED_PROFILES, type SeedProfileName } from '../energy/seed/profiles.ts';
import { configurationOf, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';

interface ImageFlags {
  tag?: string;
  base?: string;
  withClientData?: boolean;
  seed?: SeedProfileName;
}

/** `elementaldb image build` */
export function addImage(program: Command, terminal: Terminal): void {
  const image = program.command('image').description('container images whose database is migrated already');
  withSettings(
    image
      .command('build')
      .description('build one: a container of it is ready in the time that PostgreSQL takes to start')
      .option('--tag <name>', 'Name of the image (default: database and version, e.g. elementaldb:32).')
      .option('--base <image>', 'Image of PostgreSQL to build on (default: that of --server docker, or postgres:18).')
      .option('--with-client-data', 'Put the client data in: whoever can pull the image can read them.')
      .addOption(
        new Option(
          '--seed <profile>',
          'Fill it with synthetic clients, sites and datasets; docs/seeding.md has the profiles.',
        ).choices(Object.keys(SEED_PROFILES)),
      ),
    ['migrations', 'clientData', 'prelude', 'database', 'user'],
  ).action((flags: ImageFlags) => build(terminal, flags));
}

async function build(terminal: Terminal, flags: ImageFlags): Promise<void> {
  const configuration = await configurationOf({ ...flags, seed: undefined });
  const begun = performance.now();
  const progress = terminal.progress();
  let built: MigratedImage;
  try {
    built = await buildMigratedImage({
      migrations: configuration.migrations ?? DEFAULT_MIGRATIONS,
      clientData: configuration.clientData,
      prelude: configuration.prelude,
      database: configuration.database ?? DEFAULT_DATABASE,
      user: configuration.user,
      base: flags.base ?? configuration.image,
      tag: flags.tag,
      withClientData: flags.withClientData,
      world: flags.seed === undefined ? undefined : { profile: flags.seed },
      onProgress: (step) => progress.step(step),
    });
  } finally {
    progress.done();
  }
  announce(terminal, built, duration(performance.now() - begun));
}

function announce(terminal: Terminal, built: MigratedImage, took: string): void {
  const { tag, base, database, user, version, clientData, size } = built;
  const { green, yellow } = terminal.sayStyle;
  const at = version === null ? 'no migration' : `migration ${version}`;
  if (clientData?.included === true) {
    terminal.say(`${yellow('warning')}  The image holds the client data: whoever can pull it can read them.`);
  } else if (clientData !== undefined) {
    terminal.say(`The client data were left out; --with-client-data puts them in.`);
  }
  const megabytes = Math.round(size / 1_000_000);
  terminal.say(`${green('built')}  ${base}, database ${database}, user ${user}, ${at} (${megabytes} MB, ${took})`);
  terminal.out(tag);
  terminal.say(`Run it with: docker run -e POSTGRES_PASSWORD=… -p 5432:5432 ${tag}`);
}
