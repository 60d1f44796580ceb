import { basename, dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { shownFolder, withShownPaths } from '../../../src/page/collect/shown-paths.ts';
import { emptyModel, madeMigration } from '../made-model.ts';
import { verdictOf } from '../verdict-of.ts';
import { found, judged } from '../../verify/verdicts.ts';

const HERE = process.cwd();

test.for([
  ['db/migrations', 'db/migrations'],
  [join(HERE, 'db'), 'db'],
  ['.', basename(HERE)],
  ['..', basename(dirname(HERE))],
  ['/srv/other/migrations', 'migrations'],
] as const)('the folder %s is shown as %s', ([folder, shown]) => {
  expect(shownFolder(HERE, folder)).toBe(shown);
});

test('no path of the machine is left in a verdict', () => {
  const up = '/srv/shop/migrations/1_step.up.sql';
  const finding = {
    ...found('down-differs'),
    file: up,
    what: `${up} differs`,
    details: [`- column  (${up}:3)`],
    fix: `See ${up}.`,
  };
  const model = emptyModel({
    migrations: [madeMigration(1, { verdict: verdictOf(judged({ reversible: [finding] })) })],
  });
  const shown = withShownPaths(model, '/home/me', { folder: '/srv/shop/migrations', files: [up] });
  expect(JSON.stringify(shown)).not.toContain('/srv');
  expect(shown.migrations[0]?.verdict?.verdicts.reversible.findings[0]).toMatchObject({
    file: 'migrations/1_step.up.sql',
    details: ['- column  (migrations/1_step.up.sql:3)'],
  });
});
