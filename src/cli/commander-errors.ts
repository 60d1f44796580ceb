import type { CommanderError } from 'commander';

import { UsageError } from '../support/errors.ts';

/** Commander's messages, and how we say the same: what is wrong, and how to fix it. */
const MESSAGES: readonly (readonly [pattern: RegExp, message: string, hint: string])[] = [
  [/^unknown option '(.+?)'/, 'unknown option $1', 'Choose one of the options of this command'],
  [/^unknown command '(.+?)'/, 'unknown command $1', 'Choose one of the commands'],
  [/^option '(?:-\w, )?(--\S+?)(?: .+)?' argument missing/, '$1 needs a value', 'Write it after the option'],
  [/^option '(?:-\w, )?(--\S+?)(?: .+)?' argument '(.*)' is invalid\. (.*)$/s, 'invalid $1: $2', '$3'],
  [
    /^option '(?:-\w, )?(--\S+?)(?: .+)?' cannot be used with option '(?:-\w, )?(--\S+?)(?: .+)?'/,
    '$1 and $2 cannot be combined',
    'Leave out one of them',
  ],
  [/^missing required argument '(.+)'/, 'the argument <$1> is missing', 'Write it after the command'],
  [/^command-argument value '(.*)' is invalid for argument '(.+)'\. (.*)$/s, 'invalid <$2>: $1', '$3'],
  [
    /^too many arguments(?: for '.+')?\. Expected (\d+) \w+ but got (\d+).*$/s,
    'too many arguments: $2 instead of $1',
    'Leave out the others',
  ],
];

/** An error of the command line as one of ours; every hint ends with "(see --help)". */
export function explainCommanderError({ message }: CommanderError): UsageError {
  const [text = '', suggestion] = message.replace(/^error: /, '').split('\n(Did you mean ');
  const [pattern, said, fix] = MESSAGES.find(([each]) => each.test(text)) ?? [
    /^[^]*$/,
    text,
    'Correct the command line',
  ];
  const hint = text.replace(pattern, fix).replace(/\.$/, '').replace('Allowed choices are', 'Use one of');
  return new UsageError(text.replace(pattern, said), {
    code: 'INVALID_OPTION',
    hint:
      suggestion === undefined
        ? `${hint} (see --help).`
        : `Did you mean ${suggestion.replace(/\?\)$/, '')} (see --help)?`,
  });
}
