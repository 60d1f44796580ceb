#!/usr/bin/env node
import { homedir } from 'node:os';

import { packageVersion } from '../support/tool-version.ts';
import { createProgram, runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';
import { keepBaselineWasm } from './wasm-baseline.ts';

const terminal = processTerminal();
try {
  homedir();
} catch {
  // A uid without a name and without HOME: libraries ask for the folder too. Containers set this one for a bare uid.
  process.env['HOME'] = '/';
}
keepBaselineWasm();
const args = process.argv.slice(2);
await runProgram(await createProgram(packageVersion(), terminal, args), args, terminal);
