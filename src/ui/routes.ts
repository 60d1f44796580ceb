import type { IncomingMessage, ServerResponse } from 'node:http';

import * as v from 'valibot';

import { checkOptions } from '../support/check-options.ts';
import { hasProgram } from './has-program.ts';
import { answerHtml, answerJson, bodyOf } from './requests.ts';
import type { EventStream } from './event-stream.ts';
import type { UiFacts } from './live-state.ts';
import type { LiveCheck } from './live-check.ts';
import type { NamedServers } from './named-servers.ts';
import { previewSeed, seedFacts, seedServer } from './seed-worlds.ts';
import type { Tasks, Work } from './tasks.ts';
import { livePage } from './live-page.ts';

type Handler = (response: ServerResponse, request: IncomingMessage) => Promise<void>;

/** By path below the base and method. */
export type Routes = Readonly<Record<string, Readonly<Partial<Record<'GET' | 'POST', Handler>>>>>;

export interface RouteParts {
  readonly check: LiveCheck;
  readonly servers: NamedServers;
  readonly tasks: Tasks;
  readonly stream: EventStream;
  /** Of the page before the first model. */
  readonly title: string;
  readonly defaultName: string;
  readonly datasetFiles: readonly string[];
}

const NAME = v.pipe(v.string('must be a string'), v.minLength(1, 'must not be empty'));
const OBJECT = v.record(v.string(), v.unknown(), 'must be an object');
const SERVER = v.strictObject({ name: NAME });
const START = v.strictObject({ name: NAME, keep: v.boolean('must be true or false') });
const SEED = v.strictObject({ name: NAME, form: OBJECT });
const PREVIEW = v.strictObject({ form: OBJECT });

/** What the page and its buttons ask for. Each write is a POST; what takes long is a task, which the events report. */
export function routesOf(parts: RouteParts): Routes {
  const { check, servers, tasks, stream, title, defaultName, datasetFiles } = parts;
  const sendServers = async (): Promise<void> => stream.send('servers', await servers.list());
  const begin = (response: ServerResponse, name: string, verb: string, work: Work): void => {
    const task = tasks.begin(name, `${verb} ${name}`, async (onProgress) => {
      try {
        return await work(onProgress);
      } finally {
        await sendServers().catch(() => undefined); // The list is read again soon.
      }
    });
    answerJson(response, task);
  };
  return {
    '': {
      GET: async (response) => answerHtml(response, await livePage(check.model, title)),
    },
    'model.json': {
      GET: (response) => Promise.resolve(answerJson(response, check.model ?? null)),
    },
    'facts.json': {
      GET: (response) => {
        const facts: UiFacts = { defaultName, hasPsql: hasProgram('psql') };
        return Promise.resolve(answerJson(response, facts));
      },
    },
    'worlds.json': {
      GET: async (response) => answerJson(response, await seedFacts(datasetFiles)),
    },
    events: {
      GET: async (response) => {
        const rows = await servers.list();
        stream.connect(response, [
          ...check.events(),
          ['servers', rows],
          ...tasks.all().map((task) => ['task', task] as const),
        ]);
      },
    },
    check: {
      POST: async (response, request) => {
        await read(request, v.strictObject({}));
        check.again();
        answerJson(response, {});
      },
    },
    'servers/start': {
      POST: async (response, request) => {
        const { name, keep } = await read(request, START);
        begin(response, name, 'Start', (onProgress) => servers.start(name, keep, onProgress));
      },
    },
    'servers/stop': {
      POST: async (response, request) => {
        const { name } = await read(request, SERVER);
        begin(response, name, 'Stop', () => servers.stop(name));
      },
    },
    'servers/reset': {
      POST: async (response, request) => {
        const { name } = await read(request, SERVER);
        begin(response, name, 'Reset', (onProgress) => servers.reset(name, onProgress));
      },
    },
    'servers/url': {
      POST: async (response, request) => {
        const { name } = await read(request, SERVER);
        answerJson(response, { url: await servers.urlOf(name) });
      },
    },
    'seed/preview': {
      POST: async (response, request) => {
        const { form } = await read(request, PREVIEW);
        answerJson(response, await previewSeed(form, datasetFiles, () => !response.closed));
      },
    },
    seed: {
      POST: async (response, request) => {
        const { name, form } = await read(request, SEED);
        begin(response, name, 'Seed', (onProgress) => seedServer(name, form, datasetFiles, onProgress));
      },
    },
  };
}

/** The body of a request. @throws Refusal; InvalidOptionError for another shape */
async function read<Schema extends v.GenericSchema>(
  request: IncomingMessage,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const body = await bodyOf(request);
  checkOptions('the request', schema, body, 'Use the page itself.');
  return v.parse(schema, body);
}
