import { expect, test } from 'vitest';

import { unsupportedNode } from '../../src/vitest/supported-node.ts';

test.each([
  ['5.1.2', '20.19.0'],
  ['5.0.0', '22.11.0'],
  ['6.0.0', '21.7.3'],
])('vitest %s on Node %s gets one line that says what to do', (vitest, node) => {
  const line = unsupportedNode(vitest, node) ?? '';
  expect(line).toContain(`vitest ${vitest} needs Node 22.12 or newer, this is Node ${node}: `);
  expect(line).toContain('npm install --save-dev vitest@4');
  expect(line).not.toContain('\n');
});

test.each([
  ['4.1.12', '20.19.0'],
  ['3.2.4', '20.19.0'],
  ['5.0.0-beta.1', '22.12.0'],
  ['5.1.2', '24.0.0'],
])('vitest %s on Node %s gets none', (vitest, node) => {
  expect(unsupportedNode(vitest, node)).toBeUndefined();
});
