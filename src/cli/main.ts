#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { createProgram, runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const terminal = processTerminal();
await runProgram(createProgram(version, terminal), process.argv.slice(2), terminal);
