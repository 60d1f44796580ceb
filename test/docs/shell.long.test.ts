import { expect, inject, test } from 'vitest';

import { runShellBlock, shellBlocks } from './run-shell-block.ts';

test.each(shellBlocks('long'))('%s', async (_, block, how) => {
  expect(await runShellBlock(block, how, inject('cliCache'))).not.toBe('');
});
