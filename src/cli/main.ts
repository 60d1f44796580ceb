#!/usr/bin/env node
import { homedir } from 'node:os';
import { setFlagsFromString } from 'node:v8';

import { withGolangMigrateFlags } from './migrate/golang-migrate-flags.ts';
import { packageVersion } from '../support/tool-version.ts';
import { createProgram, runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const { args, terminal } = withGolangMigrateFlags(process.argv.slice(2), processTerminal());
try {
  homedir();
} catch {
  // A uid without a name and without HOME: libraries ask for the folder too. Containers set this one for a bare uid.
  process.env['HOME'] = '/';
}
// Keeps V8 from optimising the parser, which is WebAssembly: a process cannot end before the optimiser has finished (50 to
// 350 ms), and optimised code is not faster even for ten thousand files. The number is more functions than any module has.
setFlagsFromString('--wasm-tier-up-filter=1000000');
await runProgram(await createProgram(packageVersion(), terminal, args), args, terminal);
