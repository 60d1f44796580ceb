import { parentPort, workerData } from 'node:worker_threads';

import { connect } from '../../postgres/connect.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import { createWorld } from '../../energy/world/create-world.ts';
import { loadUserDatasets } from './known-datasets.ts';
import type { Task } from './plan.ts';
import type { Answer, WorkerStart } from './worker-runner.ts';
import { prepareWriting } from './writer.ts';
import { writeTasks, type Writing } from './write-tasks.ts';

/** A thread that makes rows and writes them on a connection of its own, as it is told. */
const start: WorkerStart = workerData;
const client = await connect(start.url, { applicationName: 'elementaldb seed' });
const writing = await prepare().catch((error: unknown) => {
  parentPort?.postMessage(failed(error));
  return undefined;
});

parentPort?.on('message', (tasks: Task[] | 'end') => {
  void (tasks === 'end' ? end() : answer(tasks));
});

async function prepare(): Promise<Writing> {
  const own = await loadUserDatasets({ datasets: [], files: start.files });
  return prepareWriting(client, createWorld(start.world), own, true);
}

async function end(): Promise<void> {
  await client.end();
  parentPort?.close();
}

async function answer(tasks: Task[]): Promise<void> {
  if (writing === undefined) {
    return;
  }
  try {
    const written: Answer = { ok: true, written: await writeTasks(writing, tasks) };
    parentPort?.postMessage(written);
  } catch (error) {
    parentPort?.postMessage(failed(error));
  }
}

function failed(error: unknown): Answer {
  return error instanceof ElementalError
    ? { ok: false, message: error.message, code: error.code, kind: error.kind, hint: error.hint }
    : { ok: false, message: messageOf(error), code: undefined, kind: undefined, hint: undefined };
}
