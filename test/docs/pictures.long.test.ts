import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { recordedSvg, wordsOf } from '../../site/pictures/recorded.ts';
import { REPOSITORY } from './blocks.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasScript)(
  'the recording of README.md shows what the commands print (needs script of util-linux)',
  async () => {
    const shown = readFileSync(join(REPOSITORY, 'docs', 'pictures', 'verify.svg'), 'utf8');
    expect(wordsOf(shown)).toContain('2 passed');
    expect(wordsOf(await recordedSvg())).toBe(wordsOf(shown));
  },
);
