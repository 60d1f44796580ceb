import { constants } from 'node:os';

import type { Command } from 'commander';

import { findServer } from '../commands/servers.ts';
import { removeUnfinishedFiles } from '../databases/dumps/dump-file.ts';
import { dumpToFile } from '../databases/dumps/dump-to-file.ts';
import { restoreFromFile } from '../databases/dumps/restore-from-file.ts';
import { describeDatabase } from '../databases/snapshots/describe-database.ts';
import { listSnapshots, requireSnapshotName } from '../databases/snapshots/named-snapshot.ts';
import { removeSnapshot } from '../databases/snapshots/remove-snapshot.ts';
import { restoreSnapshot } from '../databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../databases/snapshots/save-snapshot.ts';
import { duration } from '../report/duration.ts';
import { size } from '../report/size.ts';
import { formatSnapshots } from '../report/snapshot-report.ts';
import { UsageError } from '../support/errors.ts';
import { confirmed } from './confirmed.ts';
import { configurationOf, serverName, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';

interface SnapshotFlags {
  databaseUrl?: string;
  file?: string;
  replace?: boolean;
  owner?: boolean;
  pgBin?: string;
  inContainer?: boolean;
  yes?: boolean;
  json?: boolean;
}

/** `elementaldb snapshot …` */
export function addSnapshot(program: Command, terminal: Terminal): void {
  const snapshot = program
    .command('snapshot')
    .description('keep named states of a database and go back to them: on its server, or as files');

  withPrograms(onDatabase(snapshot.command('save').description('keep the present state, under a name or as a file')))
    .argument('[name]', 'What to call it.')
    .option('--file <path>', "Write it to a file in pg_dump's custom format, and disconnect nobody.")
    .option('--replace', 'Put it in the place of one that is there.')
    .option('-y, --yes', 'Do not ask, on a database that is not ours.')
    .action((name: string | undefined, flags: SnapshotFlags) => save(terminal, name, flags));

  withPrograms(onDatabase(snapshot.command('restore').description('put a kept state in the place of the present one')))
    .argument('[name]', 'What it is called.')
    .option('--file <path>', 'Take it from a file that save or pg_dump --format=custom has written.')
    .option('--no-owner', 'With --file, leave out owners and privileges, e.g. of roles that are not here.')
    .option('-y, --yes', 'Do not ask, on a database that is not ours.')
    .action((name: string | undefined, flags: SnapshotFlags) => restore(terminal, name, flags));

  onDatabase(snapshot.command('list').description('list the named states of a database'))
    .option('--json', 'Print a JSON array: name, database, savedAt, bytes.')
    .action(async (flags: SnapshotFlags) => {
      const snapshots = await listSnapshots((await targetOf(flags)).url);
      if (flags.json === true) {
        terminal.out(JSON.stringify(snapshots));
      } else {
        terminal.out(snapshots.length === 0 ? 'No snapshot is there.' : formatSnapshots(snapshots, terminal.width));
      }
    });

  onDatabase(snapshot.command('remove').description('remove a named state; nothing else is touched'))
    .argument('<name>')
    .action(async (name: string, flags: SnapshotFlags) => {
      await removeSnapshot((await targetOf(flags)).url, name);
      terminal.say(`removed ${name}`);
    });
}

function onDatabase(command: Command): Command {
  return withSettings(command, ['name']).option(
    '--database-url <url>',
    'Database to work on (default: the server that "start" runs under this --name).',
  );
}

function withPrograms(command: Command): Command {
  return command
    .option('--pg-bin <folder>', 'With --file, folder of pg_dump and pg_restore (default: the nearest version found).')
    .option('--in-container', "With --file, use pg_dump and pg_restore of the server's container.");
}

async function save(terminal: Terminal, name: string | undefined, flags: SnapshotFlags): Promise<void> {
  const { file } = flags;
  requireOne(name, file, flags);
  const { url, pgBin } = await targetOf(flags);
  const agreed = await announced(terminal, url, flags, {
    what: file === undefined ? `copies it to a snapshot "${name}" on its server` : `reads it into ${file}`,
    disconnects: file === undefined,
  });
  if (!agreed) {
    return notDone(terminal, 'Nothing is saved.');
  }
  const begun = performance.now();
  if (file === undefined) {
    const { bytes } = await working(terminal, 'Copying the database', () =>
      saveSnapshot(url, name ?? '', { replace: flags.replace }),
    );
    terminal.say(`saved ${name} (${size(bytes)}, ${duration(performance.now() - begun)})`);
    return;
  }
  const { bytes, version } = await working(terminal, `Writing ${file}`, () =>
    dumpToFile(url, file, { pgBin, inContainer: flags.inContainer, replace: flags.replace }),
  );
  const facts = `${size(bytes)}, pg_dump ${version.text}, ${duration(performance.now() - begun)}`;
  terminal.say(`saved ${name === undefined ? '' : `${name} to `}${file} (${facts})`);
}

async function restore(terminal: Terminal, name: string | undefined, flags: SnapshotFlags): Promise<void> {
  const { file } = flags;
  requireOne(name, file, flags);
  const { url, pgBin } = await targetOf(flags);
  const agreed = await announced(terminal, url, flags, {
    what: `puts ${file ?? `the snapshot "${name}"`} in its place; what is in it now is lost`,
    disconnects: true,
  });
  if (!agreed) {
    return notDone(terminal, 'Nothing is restored.');
  }
  const begun = performance.now();
  await working(terminal, `Restoring ${file ?? name}`, async () => {
    await (file === undefined
      ? restoreSnapshot(url, name ?? '')
      : restoreFromFile(url, file, { pgBin, inContainer: flags.inContainer, owners: flags.owner }));
  });
  terminal.say(`restored ${file ?? name} (${duration(performance.now() - begun)})`);
}

function requireOne(name: string | undefined, file: string | undefined, flags: SnapshotFlags): void {
  if (name === undefined && file === undefined) {
    refuse('neither a name nor a file is given', 'Write a name for the snapshot, or --file and a path.');
  }
  if (name !== undefined) {
    requireSnapshotName(name);
  }
  if (file === undefined && flags.inContainer === true) {
    refuse('--in-container needs --file', 'Leave it out: a named snapshot is made by the server itself.');
  }
  if (flags.pgBin !== undefined && flags.inContainer === true) {
    refuse('--pg-bin and --in-container contradict each other', 'Choose one.');
  }
  if (file === undefined && flags.owner === false) {
    refuse('--no-owner needs --file', 'Leave it out: a named snapshot keeps the owners that are on its server.');
  }
}

function refuse(message: string, hint: string): never {
  throw new UsageError(message, { code: 'BAD_FLAGS', hint });
}

/** A server of ours needs no URL; any other has to be named, so that nothing is changed by mistake. */
async function targetOf(flags: SnapshotFlags): Promise<{ url: string; pgBin: string | undefined }> {
  const configuration = await configurationOf({ ...flags });
  const url = flags.databaseUrl ?? (await findServer(serverName(configuration))).details.url;
  return { url, pgBin: configuration.pgBin };
}

interface Plan {
  /** What is done, after "This". */
  what: string;
  disconnects: boolean;
}

/** Says what will be done to a database that is not ours and, where that does anything to it, asks; whether to go on. */
async function announced(terminal: Terminal, url: string, flags: SnapshotFlags, plan: Plan): Promise<boolean> {
  if (flags.databaseUrl === undefined) {
    return true;
  }
  const { name, sessions, ours } = await describeDatabase(url);
  if (ours) {
    return true;
  }
  const { hostname, port } = new URL(url);
  const who = sessions === 1 ? 'the one session' : `all sessions (${sessions} now)`;
  terminal.say(
    `The database "${name}" on ${hostname}:${port || 5432} is not ours. This ${plan.what}` +
      (plan.disconnects ? `, and disconnects ${who} in it.` : '; it changes nothing there.'),
  );
  return !plan.disconnects || flags.yes === true || confirmed('Go on?');
}

function notDone(terminal: Terminal, message: string): void {
  terminal.say(message);
  terminal.exitCode(1); // A script that went on would take it for done.
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows progress, and leaves no half-written file behind when it is interrupted. */
async function working<T>(terminal: Terminal, step: string, work: () => Promise<T>): Promise<T> {
  for (const signal of SIGNALS) {
    process.on(signal, abandon);
  }
  const progress = terminal.progress();
  try {
    progress.step(step);
    return await work();
  } finally {
    progress.done();
    for (const signal of SIGNALS) {
      process.off(signal, abandon);
    }
  }
}

function abandon(signal: NodeJS.Signals): void {
  removeUnfinishedFiles();
  process.exit(128 + constants.signals[signal]);
}
