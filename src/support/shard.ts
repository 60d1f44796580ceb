import * as v from 'valibot';

import { InvalidOptionError } from './errors.ts';

/** One of several parts of a job, for example of what several machines do. */
export interface Shard {
  /** From 1. */
  number: number;
  of: number;
}

export const SHARD = v.optional(
  v.strictObject({ number: v.number('must be a number'), of: v.number('must be a number') }),
);

/** More parts than there are migrations or sites do nothing. */
const MOST = 10_000;

/** @throws InvalidOptionError */
export function requireShard({ number, of }: Shard): void {
  if (!Number.isInteger(number) || !Number.isInteger(of) || number < 1 || number > of || of > MOST) {
    throw new InvalidOptionError('shard', {
      message: `invalid shard: ${number}/${of}`,
      hint: `Write its number and how many there are, at most ${MOST}: 2/8.`,
    });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where schedulers tell a process its number and how many there are. */
const SCHEDULERS = [
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode; the total is for the manifest to set.
  { index: 'JOB_COMPLETION_INDEX', first: 0, total: 'JOB_COMPLETIONS' },
  // https://docs.gitlab.com/ci/variables/predefined_variables/
  { index: 'CI_NODE_INDEX', first: 1, total: 'CI_NODE_TOTAL' },
] as const;

/**
 * The part that the environment gives this process: by Kubernetes for an indexed job, or by GitLab for a parallel one.
 *
 * @param of how many there are; if undefined, the environment has it too
 * @throws InvalidOptionError
 */
export function shardOfEnvironment(environment: Environment, of?: number): Shard {
  const scheduler = SCHEDULERS.find(({ index }) => isSet(environment[index]));
  if (scheduler === undefined) {
    throw new InvalidOptionError('shard', {
      message: 'the environment does not say which shard this is',
      hint: 'Set JOB_COMPLETION_INDEX and JOB_COMPLETIONS (from 0), or CI_NODE_INDEX and CI_NODE_TOTAL (from 1); or write 2/8.',
    });
  }
  const { index, first, total } = scheduler;
  if (of === undefined && !isSet(environment[total])) {
    throw new InvalidOptionError('shard', {
      message: `${index} is set, but not ${total}`,
      hint: `Set ${total} to the number of shards, or write it after a slash: env/8.`,
    });
  }
  const number = numberOf(environment, index) - first + 1;
  const shard = { number, of: of ?? numberOf(environment, total) };
  if (number < 1 || number > shard.of) {
    throw new InvalidOptionError('shard', {
      message: `${index}=${environment[index]} is not one of ${shard.of} shards`,
      hint: `Use ${first} to ${shard.of - 1 + first}, or correct the number of shards.`,
    });
  }
  return shard;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function numberOf(environment: Environment, name: string): number {
  const value = environment[name] ?? '';
  if (!/^\d+$/.test(value)) {
    throw new InvalidOptionError('shard', {
      message: `${name} is not a number: ${JSON.stringify(value)}`,
      hint: `Correct ${name}, or write the shard as 2/8.`,
    });
  }
  return Number(value);
}
