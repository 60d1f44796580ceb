import { connect } from '../../postgres/connect.ts';
import type { Runner } from './run-slices.ts';
import type { SeedSource } from './seed-job.ts';
import { prepareWriting, writeTasks } from './write-tasks.ts';

/** A runner with a connection of its own. @param url URL of the database */
export async function databaseRunner<C>(url: string, source: SeedSource<C>): Promise<Runner> {
  const client = await connect(url, { applicationName: 'elementaldb seed', limits: 'none' });
  try {
    const writing = await prepareWriting(client, source, true);
    return { run: (tasks) => writeTasks(writing, tasks), close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}
