import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Files that are not isolated evaluate what they import once: hooks there would belong to the first file alone. */
test('modules that test files share register no hooks when they are imported', () => {
  const shared = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  expect(shared.length).toBeGreaterThan(20);
  const registering = shared.filter((file) =>
    /^(?:(?:export )?const .*= )?(?:(?:before|after)(?:All|Each)|.*\.startForFile)\(/m.test(
      readFileSync(join(FOLDER, file), 'utf8'),
    ),
  );
  expect(registering).toEqual([]);
});
