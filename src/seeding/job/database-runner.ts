import { connect } from '../../postgres/connect.ts';
import type { Runner } from './run-slices.ts';
import type { SeedSource } from './seed-job.ts';
import { prepareWriting, taskWriter } from './write-tasks.ts';

/** A runner with a connection of its own. @param url URL of the database */
export async function databaseRunner<C>(url: string, source: SeedSource<C>): Promise<Runner> {
  const client = await connect(url, { applicationName: 'elementaldb seed', limits: 'none' });
  try {
    return { run: taskWriter(await prepareWriting(client, source)), close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}
