import { ownServer } from './own-server.ts';

export const own = ownServer();

export async function templates(): Promise<string[]> {
  return (await own.databases()).filter((name) => name.startsWith('elementaldb_template_'));
}
