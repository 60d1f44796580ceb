import { getContainerRuntimeClient } from 'testcontainers';
import type { TestProject } from 'vitest/node';

import { messageOf } from '../../src/support/errors.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Images of PostgreSQL, the major version as the tag. */
    images: string[];
    /** Why tests that need a container cannot run; empty when they can. */
    withoutContainers: string;
  }
}

/** What `image.sh` builds. */
const BUILT = ['elementaldb-test/postgres:15', 'elementaldb-test/postgres:18'];

/**
 * Looks whether containers can be started. If not, the tests that need one are skipped and the reason is printed;
 * `ELEMENTALDB_TEST_DOCKER=required` makes it an error. `ELEMENTALDB_TEST_IMAGES=postgres:15,postgres:18` names images
 * to pull in the place of those that `image.sh` builds.
 */
export default async function setup(project: TestProject): Promise<void> {
  const { ELEMENTALDB_TEST_DOCKER: wish, ELEMENTALDB_TEST_IMAGES: named } = process.env;
  const reason = await obstacle(named === undefined ? BUILT : []);
  if (reason !== '' && wish === 'required') {
    throw new Error(reason);
  }
  if (reason !== '') {
    process.stderr.write(`\nThe tests that need containers are skipped: ${reason}\n\n`);
  }
  project.provide('images', named?.split(',') ?? BUILT);
  project.provide('withoutContainers', reason);
}

async function obstacle(images: readonly string[]): Promise<string> {
  try {
    const { dockerode } = (await getContainerRuntimeClient()).container;
    const there = new Set((await dockerode.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []));
    const missing = images.filter((image) => !there.has(image));
    return missing.length === 0
      ? ''
      : `there is no image ${missing.join(', ')}. Build it with "sh test/docker/image.sh", or name others in ELEMENTALDB_TEST_IMAGES.`;
  } catch (error) {
    return `no container engine answers (${messageOf(error)}). Start one, or see test/docker/engine.sh.`;
  }
}
