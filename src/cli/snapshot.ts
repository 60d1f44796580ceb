import { constants } from 'node:os';

import type { Command } from 'commander';

import { superuserUrlOf } from '../commands/servers.ts';
import { removeUnfinishedFiles } from '../databases/dumps/dump-file.ts';
import { dumpToFile } from '../databases/dumps/dump-to-file.ts';
import { restoreFromFile } from '../databases/dumps/restore-from-file.ts';
import { describeDatabase } from '../databases/snapshots/describe-database.ts';
import {
  listSnapshots,
  removeSnapshot,
  requireSnapshotName,
  type NamedSnapshot,
} from '../databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../databases/snapshots/save-snapshot.ts';
import { duration, size } from '../report/units.ts';
import { formatSnapshots } from '../report/snapshot-report.ts';
import { configurationOf, serverName, withSettings } from './settings-options.ts';
import { confirmed, withProgress, type Terminal } from './terminal.ts';
import { refuse, refuseTogether, withExample } from './usage.ts';

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
    .description('save and restore states of a database, on its server or as files');
  withExample(snapshot, 'snapshot save before-import', 'snapshot restore before-import');

  withPrograms(
    onDatabase(snapshot.command('save').description('save the state under a name or as a file'), 'save before-import'),
  )
    .argument('[name]', 'Name of the snapshot.')
    .option('--file <path>', "Write a file in pg_dump's custom format; no session is disconnected.")
    .option('--replace', 'Replace an existing snapshot or file (default: refuse).')
    .option('-y, --yes', 'Do not ask (default: ask unless the database is ours).')
    .action((name: string | undefined, flags: SnapshotFlags) => save(terminal, name, flags));

  withPrograms(
    onDatabase(snapshot.command('restore').description('replace the state by a saved one'), 'restore before-import'),
  )
    .argument('[name]', 'Name of the snapshot.')
    .option('--file <path>', 'Read a file written by "save" or pg_dump --format=custom.')
    .option('--no-owner', 'With --file, leave out owners and privileges, e.g. of roles that do not exist here.')
    .option('-y, --yes', 'Do not ask (default: ask unless the database is ours).')
    .action((name: string | undefined, flags: SnapshotFlags) => restore(terminal, name, flags));

  onDatabase(snapshot.command('list').description('list the snapshots of a database'), 'list')
    .option('--json', 'Print a JSON array: name, database, savedAt, bytes (default: a table).')
    .action(async (flags: SnapshotFlags) => {
      const snapshots = await listSnapshots((await targetOf(flags)).url);
      if (flags.json === true) {
        terminal.out(JSON.stringify(snapshots));
      } else {
        terminal.out(snapshots.length === 0 ? 'No snapshots.' : formatSnapshots(snapshots, terminal.width));
      }
    });

  onDatabase(
    snapshot.command('remove').description('remove a snapshot; the database stays as it is'),
    'remove before-import',
  )
    .argument('<name>', 'Name of the snapshot.')
    .action(async (name: string, flags: SnapshotFlags) => {
      await removeSnapshot((await targetOf(flags)).url, name);
      terminal.say(`removed ${name}`);
    });
}

function onDatabase(command: Command, example: string): Command {
  return withExample(withSettings(command, ['name']), `snapshot ${example}`).option(
    '--database-url <url>',
    'Database to work on (default: the server that "start" runs under this --name).',
  );
}

function withPrograms(command: Command): Command {
  return command
    .option('--pg-bin <folder>', 'With --file, folder of pg_dump and pg_restore (default: the closest version found).')
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
    return notDone(terminal, 'Nothing was saved.');
  }
  const begun = performance.now();
  if (file === undefined) {
    const { bytes, notCopied, endedWorkers } = await working(terminal, 'Copying the database', () =>
      saveSnapshot(url, name ?? '', { replace: flags.replace }),
    );
    terminal.say(`saved ${name} (${size(bytes)}, ${duration(performance.now() - begun)})`);
    sayNotCopied(terminal, notCopied, 'is not in the snapshot; create it again after a restore');
    sayEnded(terminal, endedWorkers);
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
    what: `replaces it by ${file ?? `the snapshot "${name}"`}; its present content is lost`,
    disconnects: true,
  });
  if (!agreed) {
    return notDone(terminal, 'Nothing was restored.');
  }
  const begun = performance.now();
  const { notCopied, endedWorkers } = await working(
    terminal,
    `Restoring ${file ?? name}`,
    async (): Promise<Pick<NamedSnapshot, 'notCopied' | 'endedWorkers'>> =>
      file === undefined
        ? restoreSnapshot(url, name ?? '')
        : restoreFromFile(url, file, { pgBin, inContainer: flags.inContainer, owners: flags.owner }),
  );
  terminal.say(`restored ${file ?? name} (${duration(performance.now() - begun)})`);
  sayNotCopied(terminal, notCopied, 'went with the replaced database; create it again if you need it');
  sayEnded(terminal, endedWorkers);
}

function sayEnded(terminal: Terminal, workers: readonly string[] = []): void {
  terminal.say(
    workers.map(
      (worker) => `note: the ${worker} was ended; if its library does not start it again, restart the server`,
    ),
  );
}

function sayNotCopied(terminal: Terminal, things: readonly string[] = [], sentence: string): void {
  terminal.say(things.map((thing) => `note: ${thing} ${sentence}`));
}

function requireOne(name: string | undefined, file: string | undefined, flags: SnapshotFlags): void {
  if (name === undefined && file === undefined) {
    refuse('--file', 'the name of the snapshot is missing', 'Write a name, or --file and a path.');
  }
  if (name !== undefined) {
    requireSnapshotName(name);
  }
  if (file === undefined && flags.inContainer === true) {
    refuse('--in-container', '--in-container needs --file', 'Leave it out: the server itself copies a named snapshot.');
  }
  if (flags.pgBin !== undefined && flags.inContainer === true) {
    refuseTogether('--pg-bin', '--in-container');
  }
  if (file === undefined && flags.owner === false) {
    refuse('--no-owner', '--no-owner needs --file', 'Leave it out: a named snapshot keeps its owners.');
  }
}

/** A server that we started needs no URL; any other must be named, so that nothing is changed by mistake. */
async function targetOf(flags: SnapshotFlags): Promise<{ url: string; pgBin: string | undefined }> {
  const configuration = await configurationOf({ ...flags });
  const url = flags.databaseUrl ?? (await superuserUrlOf(serverName(configuration)));
  return { url, pgBin: configuration.pgBin };
}

interface Plan {
  /** Completes a sentence that begins with "This". */
  what: string;
  disconnects: boolean;
}

/** Announces what will happen to a database that is not ours and asks before changing it; returns whether to go on. */
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
  terminal.exitCode(1); // A script must not take this for a success.
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows progress, and leaves no unfinished file behind when it is interrupted. */
async function working<T>(terminal: Terminal, step: string, work: () => Promise<T>): Promise<T> {
  for (const signal of SIGNALS) {
    process.on(signal, abandon);
  }
  try {
    return await withProgress(terminal, (onProgress) => {
      onProgress(step);
      return work();
    });
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, abandon);
    }
  }
}

function abandon(signal: NodeJS.Signals): void {
  removeUnfinishedFiles();
  process.exit(128 + constants.signals[signal]);
}
