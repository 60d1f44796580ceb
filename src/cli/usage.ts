import { InvalidArgumentError, type Command } from 'commander';

import { InvalidOptionError } from '../support/errors.ts';
import { shardOfEnvironment, type Shard } from '../support/shard.ts';

/** Refuses the value of an option. */
export function refuse(option: string, message: string, hint: string): never {
  throw new InvalidOptionError(option, { message, hint });
}

/** Refuses two options that exclude each other. */
export function refuseTogether(one: string, other: string, hint = 'Leave out one of them.'): never {
  refuse(one, `${one} and ${other} cannot be combined`, hint);
}

/** Ends the help of a command with an example. */
export function withExample(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ elementaldb ${line}`).join('\n')}`);
}

/** The argument of a flag that takes a whole number. */
export function parseNumber(value: string): number {
  if (!/^\d+$/.test(value)) {
    throw new InvalidArgumentError('Write a whole number, 0 or more.');
  }
  return Number(value);
}

/** The argument of a flag that takes how many of something there are to be. */
export function parseCount(value: string): number {
  if (!/^0*[1-9]\d*$/.test(value)) {
    throw new InvalidArgumentError('Write a whole number, 1 or more.');
  }
  return Number(value);
}

/** The argument of a flag that takes a version; leading zeros do not count. */
export function parseVersion(value: string): bigint {
  if (!/^\d+$/.test(value)) {
    throw new InvalidArgumentError('Write the number at the start of a file name.');
  }
  return BigInt(value);
}

/** The argument of a flag that takes a part: `2/8`; `env` or `env/8` takes it from the environment. */
export function parseShard(value: string): Shard {
  const [inEnvironment, total] = /^env(?:\/(\d+))?$/.exec(value) ?? [];
  if (inEnvironment !== undefined) {
    return shardOfEnvironment(process.env, total === undefined ? undefined : Number(total));
  }
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(value) ?? [];
  if (number === undefined) {
    throw new InvalidArgumentError('Write its number and how many there are, as 2/8; or env.');
  }
  return { number: Number(number), of: Number(of) };
}

/** Collects the values of a flag that takes several, separated by commas or repeated. */
export function collecting<T>(parse: (value: string) => T): (value: string, previous?: T[]) => T[] {
  return (value, previous = []) => [...previous, ...value.split(',').map((each) => parse(each.trim()))];
}
