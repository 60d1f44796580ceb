import { Option, type Command } from 'commander';

import { LAYOUT_NAMES } from '../../energy/meter-files/layout-names.ts';
import { FILE_FORMATS } from '../../seeding/export/format-names.ts';
import { collecting } from '../usage.ts';
import { METER_FILES } from './seed-flags.ts';
import { WORLD_FLAGS } from './seed-world.ts';

/** Options that need a database. */
const FOR_A_DATABASE = ['databaseUrl', 'shard', 'append', 'replace', 'workers'];

/** Options that need a database, and are of no use for files. */
const FOR_NO_FILE = ['databaseUrl', 'append', 'replace', 'mode'];

/** Options that need a world. */
const FOR_A_WORLD = [
  ...WORLD_FLAGS,
  'datasets',
  'datasetFile',
  'noise',
  'shard',
  'append',
  'replace',
  'workers',
  'mode',
];

/** Options of `seed` that write something else than rows into a database, or nothing. */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--check',
        'Write nothing: compare key figures with real data; with --database-url, check the rows of that database against what the services read.',
      ).conflicts(['generic', ...FOR_A_DATABASE.filter((option) => option !== 'databaseUrl')]),
    )
    .addOption(
      new Option('--preview <file>', 'Write only this HTML file, with charts of a few sites.').conflicts([
        'check',
        'generic',
        'json',
        ...FOR_A_DATABASE,
      ]),
    )
    .addOption(
      new Option('--export <folder>', 'Write files below this folder, without a server (default: none).').conflicts([
        'check',
        'preview',
        'generic',
        ...FOR_NO_FILE,
      ]),
    )
    .addOption(
      new Option(
        '--format <format>',
        'Of the files of --export (default: parquet). CSV is as COPY writes it; meter-files are as suppliers send them.',
      ).choices([...FILE_FORMATS, METER_FILES]),
    )
    .option(
      '--layout <names>',
      `Layouts of meter-files (default: those that fit each meter): ${LAYOUT_NAMES.join(', ')}.`,
      collecting(String),
    )
    .addOption(
      new Option(
        '--dry-run',
        'Write nothing, ask no server: rows by dataset, and about how many bytes and seconds they take; also for --export.',
      ).conflicts(['check', 'preview', 'generic', 'list', 'printDistribution', ...FOR_NO_FILE]),
    )
    .addOption(
      new Option('--generic', 'Fill all tables of any database, using only its constraints.').conflicts(FOR_A_WORLD),
    )
    .addOption(
      new Option(
        '--print-distribution <system>',
        'Write nothing: print the SQL that distributes the tables of the database over a cluster (default: none).',
      )
        .choices(['citus'])
        .conflicts(['check', 'preview', 'export', 'generic', ...FOR_A_WORLD]),
    )
    .addOption(
      new Option(
        '--list',
        'Write nothing: list datasets, tables with columns and units, kinds of sites, and places.',
      ).conflicts(['check', 'preview', 'export', 'generic', 'printDistribution', ...FOR_A_DATABASE]),
    );
}
