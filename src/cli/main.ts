#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { parseShape } from '../support/json.ts';
import { createProgram, runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const description = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { version = '' } = parseShape<{ version: string }>(description, { version: 'string' }) ?? {};
const terminal = processTerminal();
await runProgram(createProgram(version, terminal), process.argv.slice(2), terminal);
