import { expect, test } from 'vitest';

import type { OtherLayout } from '../../../src/configuration/layout.ts';
import { findMigrations } from '../../../src/migrations/pairs/find-migrations.ts';
import { selectMigrations } from '../../../src/verify/select-migrations.ts';
import { git } from '../../git.ts';
import { migrationsFolder } from '../migrations-folder.ts';

const GOOSE = '-- +goose Up\nSELECT 1;\n';

test.each<[OtherLayout, Record<string, string>, Record<string, string>, string | undefined, bigint[]]>([
  [
    'goose',
    { '1_a.sql': GOOSE, '2_b.sql': GOOSE },
    { '2_b.sql': `${GOOSE}SELECT 2;\n`, '3_c.sql': GOOSE },
    undefined,
    [2n, 3n],
  ],
  ['diesel', { '1_a/up.sql': 'a', '2_b/up.sql': 'b', '2_b/down.sql': 'b' }, { '1_a/up.sql': 'c' }, undefined, [1n]],
  ['diesel', { '1_a/up.sql': 'a', '2_b/up.sql': 'b', '2_b/down.sql': 'b' }, {}, '2_b/down.sql', [2n]],
  ['sqlx', { '1_a.up.sql': 'a', '2_b.up.sql': 'b', '2_b.down.sql': 'b' }, {}, '2_b.down.sql', [2n]],
  ['flyway', { 'V1__a.sql': 'a', 'sub/V2__b.sql': 'b', 'sub/U2__b.sql': 'b' }, {}, 'sub/U2__b.sql', [2n]],
])(
  '%s: versions whose files were changed, added or removed are selected',
  async (layout, before, after, removed, expected) => {
    await using folder = await migrationsFolder(before);
    git(folder.path, 'init', '-q', '-b', 'main');
    git(folder.path, 'add', '.');
    git(folder.path, 'commit', '-qm', 'a');
    await folder.write(after);
    await (removed === undefined ? undefined : folder.remove(removed));
    const { migrations } = await findMigrations(folder.path, { layout });
    const { selected } = await selectMigrations(folder.path, migrations, { changedSince: 'main' });
    expect([...selected]).toEqual(expected);
  },
);
