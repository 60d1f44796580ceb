import { getContainerRuntimeClient } from 'testcontainers';

/** The API of the engine that the tests use. */
export async function engineApi() {
  return (await getContainerRuntimeClient()).container.dockerode;
}

/** The containers in any state whose label names a process. Default: this process. */
export async function containersOf(pid = process.pid): Promise<string[]> {
  const api = await engineApi();
  const listed = await api.listContainers({ all: true, filters: { label: ['elementaldb.owner'] } });
  return listed.filter(({ Labels }) => JSON.parse(Labels['elementaldb.owner'] ?? '').pid === pid).map(({ Id }) => Id);
}
