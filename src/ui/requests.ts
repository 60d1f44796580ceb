import type { IncomingMessage, ServerResponse } from 'node:http';

import { isObject } from '../support/json.ts';
import { Refusal } from './access.ts';

/** Bytes of the longest body: a form is far smaller. */
const MOST_BYTES = 65_536;

/** The answers that are not the page itself must never be kept, framed, or guessed to be of another type. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export function setHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) {
    response.setHeader(name, value);
  }
}

export function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** The page itself says what it may load; only what may frame it must be in a header. */
export function answerHtml(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "frame-ancestors 'none'",
  });
  response.end(html);
}

export function answerRefusal(response: ServerResponse, { status, message, fix }: Refusal): void {
  answerLines(response, status, [`error: ${message}`, `fix: ${fix}`]);
}

export function answerLines(response: ServerResponse, status: number, lines: readonly string[]): void {
  // The rest of a body is not read.
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(`${lines.join('\n')}\n`);
}

/** The JSON object that a request brings. @throws Refusal */
export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.headers['content-type'] !== 'application/json') {
    throw new Refusal(415, 'the body is not JSON', 'Send application/json.');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MOST_BYTES) {
      throw new Refusal(413, `the body has more than ${MOST_BYTES} bytes`, 'Send less.');
    }
    chunks.push(bytes);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (isObject(body)) {
      return body;
    }
  } catch {
    // Answered below.
  }
  throw new Refusal(400, 'the body is not a JSON object', 'Send an object.');
}
