import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is not answered, with what to do. */
export class Refusal extends Error {
  readonly status: number;
  readonly fix: string;

  constructor(status: number, message: string, fix: string) {
    super(message);
    this.status = status;
    this.fix = fix;
  }
}

/** The header that every write needs: a page of another origin cannot set it without asking, and nobody answers that question. */
const WRITE_HEADER = 'x-elementaldb';

const COOKIE = 'elementaldb';

/** The only address that the page is served at. */
export const LOOPBACK = '127.0.0.1';

/**
 * Who may use the page: who has the token, in a cookie or a header, and comes from the page itself. A browser sends a cookie to
 * all ports of a host, but only below its path: the path is random, so that no other local server gets the cookie.
 */
export class Access {
  readonly token = randomBytes(32).toString('base64url');
  /** The path that everything is below. */
  readonly base = `/${randomBytes(9).toString('base64url')}/`;
  readonly host: string;
  readonly origin: string;
  readonly #single = new Set<string>();

  constructor(port: number) {
    this.host = `${LOOPBACK}:${port}`;
    this.origin = `http://${this.host}`;
  }

  /** The address of the page, with the token; it is valid as long as the server runs. */
  url(): string {
    return this.#withToken(this.token);
  }

  /** The same with a token that is valid once: all users of the machine see the command line of a browser. */
  singleUseUrl(): string {
    const token = randomBytes(32).toString('base64url');
    this.#single.add(token);
    return this.#withToken(token);
  }

  /** Whether the token of an address is valid; one for a single use is used up. */
  admits(token: string): boolean {
    return isSame(token, this.token) || this.#single.delete(token);
  }

  /** The header that gives the browser the cookie. */
  cookie(): string {
    return `${COOKIE}=${this.token}; Path=${this.base}; HttpOnly; SameSite=Strict`;
  }

  /** @throws Refusal for a request to another host name, or by a page of another origin */
  requireOrigin({ headers, method }: IncomingMessage): void {
    if (headers.host !== this.host) {
      throw new Refusal(
        403,
        'this host name is not accepted',
        `Open the page at ${this.origin}, with the printed path.`,
      );
    }
    const { origin } = headers;
    if (origin !== undefined && origin !== this.origin) {
      throw new Refusal(403, 'a page of another origin may not use this one', 'Use the page itself.');
    }
    if (method === 'POST' && origin === undefined && bearerOf(headers.authorization) === undefined) {
      throw new Refusal(
        403,
        'a write needs the header Origin',
        'Use the page itself, or send the token in Authorization.',
      );
    }
  }

  /** @throws Refusal for a request without the token, and for a write that is not from the page */
  requireSender({ headers, method }: IncomingMessage): void {
    const given = bearerOf(headers.authorization) ?? cookieOf(headers.cookie);
    if (given === undefined || !isSame(given, this.token)) {
      throw new Refusal(401, 'the token is missing or wrong', 'Open the address that "elementaldb ui" has printed.');
    }
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      throw new Refusal(403, 'a page of another origin may not use this one', 'Use the page itself.');
    }
    if (method === 'POST' && headers[WRITE_HEADER] === undefined) {
      throw new Refusal(403, `a write needs the header ${WRITE_HEADER}`, 'Use the page itself.');
    }
  }

  #withToken(token: string): string {
    return `${this.origin}${this.base}?token=${token}`;
  }
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/.exec(header ?? '')?.[1];
}

function cookieOf(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

/** In a time that tells nothing about the token. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
