import { Option, type Command } from 'commander';

import { LAYOUT_NAMES } from '../../energy/meter-files/layout-names.ts';
import { FILE_FORMATS } from '../../seeding/export/format-names.ts';
import { collecting } from '../usage.ts';
import { METER_FILES } from './seed-flags.ts';

/** Options of `seed` that write something else than rows into a database, or nothing. */
export function addOutputOptions(command: Command): Command {
  return command
    .option(
      '--check',
      'Write nothing: compare key figures with real data; with --database-url, check the rows of that database against what the services read.',
    )
    .option('--preview <file>', 'Write only this HTML file, with charts of a few sites.')
    .option('--export <folder>', 'Write files below this folder, without a server (default: none).')
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
    .option(
      '--dry-run',
      'Write nothing, ask no server: rows by dataset, and about how many bytes and seconds they take; also for --export.',
    )
    .option('--generic', 'Fill all tables of any database, using only its constraints.')
    .addOption(
      new Option(
        '--print-distribution <system>',
        'Write nothing: print the SQL that distributes the tables of the database over a cluster (default: none).',
      ).choices(['citus']),
    )
    .option('--list', 'Write nothing: list datasets, tables with columns and units, kinds of sites, and places.');
}
