import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { StartOptions } from '../databases/start.ts';
import { ElementalError } from '../support/errors.ts';
import { unusablePort } from '../servers/embedded/port.ts';
import { Access, LOOPBACK, Refusal } from './access.ts';
import { EventStream } from './event-stream.ts';
import { LiveCheck, type Collect } from './live-check.ts';
import { NamedServers } from './named-servers.ts';
import { answerHtml, answerLines, answerRefusal, setHeaders } from './requests.ts';
import { routesOf, type Routes } from './routes.ts';
import { errorLines, Tasks } from './tasks.ts';

export interface UiOptions {
  /** Of the page; a free one by default. */
  port?: number | undefined;
  collect: Collect;
  /** Folders whose changes start a new check, besides those of the migrations' files. */
  folders: readonly string[];
  /** Of the page before the first model. */
  title: string;
  /** Of the servers that the page starts. */
  servers: StartOptions;
  /** The name of this folder's server. */
  defaultName: string;
  /** In which the command runs. */
  folder: string;
  datasetFiles: readonly string[];
}

export interface RunningUi {
  /** The address of the page, with the token. */
  url: string;
  /** The same for the command line of a browser: it is valid once. */
  singleUseUrl(): string;
  /** Ends the page and the servers that it has started; one that is starting is removed. */
  stop(): Promise<void>;
}

/** How often the list of servers is read again while a page is open: other commands start and stop servers, too. */
const SERVERS_MS = 2_000;

/**
 * Serves the live page on the loopback address only, and checks the migrations after each change.
 *
 * @throws EnvironmentError `PORT_TAKEN`, `PORT_FORBIDDEN`, `UNWATCHABLE`
 */
export async function serveUi(options: UiOptions): Promise<RunningUi> {
  const stream = new EventStream();
  const tasks = new Tasks(stream);
  const check = new LiveCheck(options.collect, options.folders, stream);
  const server = createServer();
  let access: Access;
  try {
    access = new Access(await listen(server, options.port ?? 0));
  } catch (error) {
    check.close();
    throw error;
  }
  const servers = new NamedServers(options.servers, options.folder, () => void sendServers().catch(() => undefined));
  let sent = '';
  const sendServers = async (): Promise<void> => {
    const rows = await servers.list();
    if (JSON.stringify(rows) !== sent) {
      sent = JSON.stringify(rows);
      stream.send('servers', rows);
    }
  };
  const { title, defaultName, datasetFiles } = options;
  const routes = routesOf({ check, servers, tasks, stream, title, defaultName, datasetFiles });
  server.on('request', (request, response) => void answer(request, response, access, routes));
  const timer = setInterval(() => {
    if (stream.isWatched) {
      void sendServers().catch(() => undefined); // The next time it may succeed.
    }
  }, SERVERS_MS);
  void check.run();
  return {
    url: access.url(),
    singleUseUrl: () => access.singleUseUrl(),
    stop: async () => {
      clearInterval(timer);
      check.close();
      stream.close();
      server.close();
      server.closeAllConnections();
      await servers.close();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: LOOPBACK, exclusive: true }, resolve);
    });
  } catch (error) {
    throw unusablePort(port, error);
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Checks a request, finds what it asks for, and answers. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  routes: Routes,
): Promise<void> {
  setHeaders(response);
  try {
    access.requireOrigin(request);
    const { pathname, searchParams } = addressOf(request, access.origin);
    const token = searchParams.get('token');
    if (token !== null && request.method === 'GET' && pathname === access.base && access.admits(token)) {
      response.setHeader('Set-Cookie', access.cookie());
      answerHtml(response, entrance(access.base));
      return;
    }
    access.requireSender(request);
    const path = pathname.startsWith(access.base) ? pathname.slice(access.base.length) : 'none';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) {
      throw new Refusal(404, 'nothing is at this address', 'Open the address that "elementaldb ui" has printed.');
    }
    const handler = request.method === 'GET' || request.method === 'POST' ? route[request.method] : undefined;
    if (handler === undefined) {
      response.setHeader('Allow', Object.keys(route).join(', '));
      throw new Refusal(405, `${request.method} is not possible here`, `Use ${Object.keys(route).join(' or ')}.`);
    }
    await handler(response, request);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
    } else if (error instanceof Refusal) {
      answerRefusal(response, error);
    } else {
      answerLines(response, error instanceof ElementalError && error.kind === 'usage' ? 400 : 500, errorLines(error));
    }
  }
}

/** @throws Refusal for an address that is none */
function addressOf({ url = '/' }: IncomingMessage, origin: string): URL {
  if (!URL.canParse(url, origin)) {
    throw new Refusal(400, 'the address is not valid', 'Open the address that "elementaldb ui" has printed.');
  }
  return new URL(url, origin);
}

/** Leads to the page without the token in its address: a redirection would not send a cookie of the strictest kind. */
function entrance(base: string): string {
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0;url=${base}"><title>elementaldb</title>\n`;
}
