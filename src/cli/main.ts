#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

import { parseShape } from '../support/json.ts';
import { createProgram, runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const description = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { version = '' } = parseShape<{ version: string }>(description, { version: 'string' }) ?? {};
const terminal = processTerminal();
try {
  homedir();
} catch {
  // A uid without a name and without HOME: libraries ask for the folder too. Containers set this one for a bare uid.
  process.env['HOME'] = '/';
}
await runProgram(createProgram(version, terminal), process.argv.slice(2), terminal);
