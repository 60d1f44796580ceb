import { assert, expect, test } from 'vitest';

import type { ShardResult } from '../../../src/verify/report/verdict.ts';
import { mergeShards, verifyMigrations, type VerifyMigrationsOptions } from '../../../src/verify/verify-migrations.ts';
import { folderOf, NOT_IDEMPOTENT, shardsOf, TABLE } from './sharded-chain.ts';

test('shards that do not make a whole are refused', async () => {
  await using folder = await folderOf(TABLE, NOT_IDEMPOTENT);
  const options: VerifyMigrationsOptions = { migrations: folder.path, populated: false };
  const [one, two] = await shardsOf(options, 2);
  assert(one !== undefined && two !== undefined);
  expect((await mergeShards([one, two], options)).migrations).toHaveLength(2);
  await expect(mergeShards([one], options)).rejects.toMatchObject({
    code: 'SHARDS_INCOMPLETE',
    message: 'the report of shard 2 of 2 is missing',
  });
  await expect(mergeShards([one, one, two], options)).rejects.toMatchObject({
    code: 'SHARDS_INCOMPLETE',
    message: 'a shard is there twice',
  });
  const others: [ShardResult, string][] = [
    [
      { ...two, server: { ...two.server, version: '15.1' } },
      'shard 2/2 has another server than the first: embedded 15.1',
    ],
    [{ ...two, of: 3 }, 'shard 2/3 has another number of shards than the first: 2'],
  ];
  for (const [other, message] of others) {
    await expect(mergeShards([one, other], options)).rejects.toMatchObject({ code: 'SHARDS_DIFFER', message });
  }
  const settings = { TimeZone: 'Asia/Tokyo' };
  await expect(mergeShards([one, two], { ...options, settings })).rejects.toMatchObject({ code: 'SHARDS_DIFFER' });
  await expect(mergeShards([one, two], { ...options, user: 'bob' })).rejects.toMatchObject({ code: 'SHARDS_DIFFER' });
  await expect(mergeShards([one, two], { ...options, populated: true })).rejects.toMatchObject({
    code: 'SHARDS_DIFFER',
    message: 'shard 1/2 has other migrations, other options, or another version of elementaldb',
  });
});

test('a finding on client data names the file that is merged with, and other client data are refused', async () => {
  const DUMP = '999999_client_data.up.sql';
  await using folder = await folderOf(TABLE);
  await folder.write({ [DUMP]: 'COPY public.a (n) FROM stdin;\nx\n\\.\n' });
  const [shard] = await shardsOf({ migrations: folder.path, populated: false }, 1);
  assert(shard !== undefined);
  await using moved = await folderOf(TABLE);
  const options: VerifyMigrationsOptions = { migrations: moved.path, populated: false };
  await moved.write({ [DUMP]: 'COPY public.a (n) FROM stdin;\nx\n\\.\n' });
  const { clientData } = await mergeShards([shard], options);
  expect(clientData?.status).toBe('fail');
  expect(JSON.stringify(clientData)).toContain(moved.path);
  expect(JSON.stringify(clientData)).not.toContain(folder.path);
  await moved.write({ [DUMP]: 'COPY public.a (n) FROM stdin;\n1\n\\.\n' });
  await expect(mergeShards([shard], options)).rejects.toMatchObject({ code: 'SHARDS_DIFFER' });
});

test('workers need servers of their own', async () => {
  await using folder = await folderOf(TABLE);
  const options: VerifyMigrationsOptions = { migrations: folder.path, workers: 2 };
  const server = { kind: 'existing', url: 'postgresql://127.0.0.1:1/x' } as const;
  await expect(verifyMigrations({ ...options, server })).rejects.toMatchObject({ option: 'workers' });
  await expect(verifyMigrations({ ...options, workers: 0 })).rejects.toMatchObject({ option: 'workers' });
  await expect(verifyMigrations({ ...options, shard: { number: 3, of: 2 } })).rejects.toMatchObject({
    option: 'shard',
    message: 'invalid shard: 3/2',
  });
});
