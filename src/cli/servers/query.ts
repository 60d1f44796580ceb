import { constants } from 'node:os';
import { text } from 'node:stream/consumers';

import type { Command } from 'commander';

import { runQuery } from '../../commands/query.ts';
import { formatNotice } from '../../report/query/notice.ts';
import { csvOf } from '../../report/query/csv.ts';
import { jsonOf } from '../../report/query/json.ts';
import { tableOf } from '../../report/query/table.ts';
import { UsageError } from '../../support/errors.ts';
import { withSettings } from '../settings-options.ts';
import { noteInterruption, withProgress, type Terminal } from '../terminal.ts';
import { refuseTogether, withExample } from '../usage.ts';
import { nameOf } from './name-of.ts';

interface QueryFlags {
  csv?: boolean;
  json?: boolean;
  table?: boolean;
}

/** `elementaldb query`: SQL without psql. */
export function addQuery(program: Command, terminal: Terminal): void {
  withExample(
    withSettings(program.command('query').description('run SQL on a server and print the rows; needs no psql'), [
      'name',
    ]),
    "query 'SELECT * FROM meter' --csv",
    'query --json - < report.sql',
  )
    .argument('<sql>', 'One statement or several; - reads standard input.')
    .option('--csv', 'CSV with a header, as COPY writes it (default, unless stdout is a terminal).')
    .option('--json', 'A JSON array of rows for each statement, one line each.')
    .option('--table', 'A table for people (default on a terminal).')
    .action((sql: string, flags: QueryFlags) => run(terminal, sql, flags));
}

async function run(terminal: Terminal, argument: string, flags: QueryFlags): Promise<void> {
  const format = formatOf(flags);
  const sql = argument === '-' ? await text(process.stdin) : argument;
  if (sql.trim() === '') {
    throw new UsageError('there is no SQL to run', {
      code: 'NO_SQL',
      hint: "Write it in quotes: elementaldb query 'SELECT 1'. With - it is read from standard input.",
    });
  }
  const name = await nameOf(flags);
  const { results, notices } = await cancellable(terminal, (signal) =>
    withProgress(terminal, (onProgress) => {
      onProgress('Running the query');
      return runQuery({ name, sql, signal });
    }),
  );
  if (format === 'json' && results.some(({ copied }) => copied !== undefined)) {
    throw new UsageError('what COPY writes has no form in JSON', {
      code: 'NOT_AS_JSON',
      hint: 'Use --csv, or SELECT instead of COPY.',
    });
  }
  terminal.say(notices.flatMap((notice) => formatNotice(notice, terminal.sayStyle)));
  switch (format) {
    case 'csv':
      return terminal.out(csvOf(results));
    case 'json':
      return terminal.out(jsonOf(results));
    case 'table':
      return terminal.out(tableOf(results, { style: terminal.outStyle, width: terminal.width }));
  }
}

function formatOf({ csv, json, table }: QueryFlags): 'csv' | 'json' | 'table' {
  const given = (['csv', 'json', 'table'] as const).filter((each) => ({ csv, json, table })[each] === true);
  const [first, second] = given;
  if (first !== undefined && second !== undefined) {
    refuseTogether(`--${first}`, `--${second}`);
  }
  return first ?? (process.stdout.isTTY ? 'table' : 'csv');
}

/** Runs `work`; Ctrl-C and SIGTERM cancel its statement on the server, and give the exit code. */
async function cancellable<T>(terminal: Terminal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const cancel = (signal: 'SIGINT' | 'SIGTERM'): void => {
    noteInterruption();
    terminal.exitCode(128 + constants.signals[signal]);
    controller.abort();
  };
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  }
}
