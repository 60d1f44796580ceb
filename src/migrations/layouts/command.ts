import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { stripVTControlCharacters } from 'node:util';

import { glob } from 'tinyglobby';

import type { CommandLayout } from '../../configuration/layout.ts';
import { libpqEnvironment, NOT_SET } from '../../postgres/connection-url.ts';
import { hidePasswords } from '../../postgres/safe-url.ts';
import { ElementalError, EnvironmentError, UsageError, codeOf, messageOf } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { stripControlChars } from '../../support/strip-control-chars.ts';

/** Lines of its output that are shown when the program fails. */
const SHOWN_LINES = 50;

/**
 * Identifies the command and the content of the files that its result depends on.
 *
 * @throws UsageError `LAYOUT_NO_FILES` where no file matches
 */
export async function commandKey({ command, files, folder = '.' }: CommandLayout): Promise<string> {
  const paths = new Set<string>();
  for (const pattern of files) {
    const ignore = pattern.includes('node_modules') ? [] : ['**/node_modules/**'];
    const found = await glob([pattern], { cwd: resolve(folder), ignore, dot: true });
    if (found.length === 0) {
      throw new UsageError(`no file in ${resolve(folder)} matches ${pattern}, one of the files of the layout`, {
        code: 'LAYOUT_NO_FILES',
        hint: 'Name the migrations: without them it is not known when the command has to run again.',
      });
    }
    found.forEach((path) => paths.add(path));
  }
  const parts = [...command];
  for (const path of [...paths].toSorted()) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(resolve(folder, path)), hash);
    parts.push(path, hash.digest('hex'));
  }
  return contentHash(parts);
}

/**
 * Runs the command on an empty database. It has no standard input, and its output is shown only if it fails.
 *
 * @param url of the database, with the password, which is shown nowhere
 * @throws ElementalError (kind `migration`) `LAYOUT_COMMAND_FAILED`; EnvironmentError `COMMAND_NOT_RUN`
 */
export async function runCommand({ command, folder = '.' }: CommandLayout, url: string): Promise<void> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: resolve(folder),
    env: environmentFor(url),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  try {
    const ended = await new Promise<string | undefined>((done, failed) => {
      child.once('error', failed);
      child.once('close', (code, signal) =>
        done(code === 0 ? undefined : signal === null ? `with exit code ${code}` : `by ${signal}`),
      );
    });
    if (ended !== undefined) {
      throw new ElementalError(`${command.join(' ')} ended ${ended}${shown(output, url)}`, {
        code: 'LAYOUT_COMMAND_FAILED',
        kind: 'migration',
        hint: `Correct what it says; it ran in ${resolve(folder)} with the URL of an empty database as DATABASE_URL.`,
      });
    }
  } catch (error) {
    if (error instanceof ElementalError) {
      throw error;
    }
    throw new EnvironmentError(`cannot run ${program}: ${messageOf(error)}`, {
      code: 'COMMAND_NOT_RUN',
      hint: codeOf(error) === 'ENOENT' ? 'Install it, or write its path.' : 'Allow this user to run it.',
      cause: error,
    });
  } finally {
    process.off('exit', kill);
  }
}

/** That of this process, in which nothing leads libpq to another server. */
function environmentFor(url: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    ...process.env,
    ...NOT_SET,
    PGPASSFILE: undefined,
    PGHOST: hostname,
    PGPORT: port === '' ? '5432' : port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...libpqEnvironment(url),
    DATABASE_URL: url,
  };
}

/** The last lines of the output, without the password however it is written. */
function shown(output: string, url: string): string {
  const { password } = new URL(url);
  const hidden = [password, decodeURIComponent(password)]
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '***'), stripVTControlCharacters(output));
  const lines = hidePasswords(hidden).trimEnd().split('\n').map(stripControlChars);
  return output.trim() === '' ? ' and said nothing' : `:\n${lines.slice(-SHOWN_LINES).join('\n')}`;
}
