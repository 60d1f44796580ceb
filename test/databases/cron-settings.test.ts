import { describe, expect, test } from 'vitest';

import { withCronDatabase, withIdleCron } from '../../src/databases/cron-settings.ts';

describe('a server that loads pg_cron', () => {
  test.each(['pg_cron', 'pg_stat_statements, pg_cron', '$libdir/pg_cron,auto_explain', "'pg_cron'"])(
    'as %s gets the name of the database',
    (libraries) => {
      const settings = { shared_preload_libraries: libraries };
      expect(withCronDatabase(settings, 'energy')).toEqual({ ...settings, 'cron.database_name': 'energy' });
      expect(withIdleCron(settings, 'energy')).toEqual({
        ...settings,
        'cron.database_name': 'energy',
        'cron.max_running_jobs': '0',
      });
    },
  );

  test('keeps the settings that are given', () => {
    const settings = {
      shared_preload_libraries: 'pg_cron',
      'cron.database_name': 'other',
      'cron.max_running_jobs': '5',
    };
    expect(withIdleCron(settings, 'energy')).toEqual(settings);
  });
});

test.each([undefined, {}, { shared_preload_libraries: 'pg_crown' }])(
  'other settings stay as they are: %o',
  (settings) => {
    expect(withCronDatabase(settings, 'energy')).toEqual(settings);
  },
);
