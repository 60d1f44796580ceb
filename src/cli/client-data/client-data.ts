import type { Command } from 'commander';

import type { Terminal } from '../terminal.ts';
import { withExample } from '../usage.ts';
import { addCheck } from './check.ts';
import { addDump } from './dump.ts';
import { addLoad } from './load.ts';

/** `elementaldb client-data …` */
export function addClientData(program: Command, terminal: Terminal): void {
  const command = program
    .command('client-data')
    .description('write rows of a database, or a part of them, to a file; load and check it');
  withExample(command, 'client-data dump --database-url URL --clients demo');
  addDump(command, terminal);
  addLoad(command, terminal);
  addCheck(command, terminal);
}
