import { Client, type ClientConfig } from 'pg';

import { parseConnectionUrl } from './connection-url.ts';

/** Reads what the driver would send to the server at the start of a session; its types do not list this method. */
function startupOf(client: Client): Record<string, string> {
  const own: unknown = Reflect.get(Client.prototype, 'getStartupConf');
  if (typeof own !== 'function') {
    throw new TypeError('this release of pg has no getStartupConf; use another one');
  }
  const parameters: Record<string, string> = Reflect.apply(own, client, []);
  return parameters;
}

/** A client that sends the parameters of its URL to the server, as {@link parseConnectionUrl} divides them. */
export class SessionClient extends Client {
  readonly #session: Readonly<Record<string, string>>;

  /**
   * @param defaults parameters of the session that the URL may change
   * @throws UsageError `UNSUPPORTED_URL_PARAMETER`, and the driver's errors about the URL
   */
  constructor(config: ClientConfig = {}, defaults: Readonly<Record<string, string>> = {}) {
    const { connectionString, ...others } = config;
    if (connectionString === undefined) {
      super(config);
      this.#session = defaults;
      return;
    }
    const { url, connectTimeout, session } = parseConnectionUrl(connectionString);
    super({
      ...others,
      ...(connectTimeout === undefined ? {} : { connectionTimeoutMillis: connectTimeout }),
      connectionString: withStandardTls(url),
    });
    // The driver does not decode every character of a name.
    this.database = session['database'] ?? this.database;
    this.#session = { ...defaults, ...session };
  }

  /** The driver calls this when it starts the session. */
  getStartupConf(): Record<string, string> {
    return { ...startupOf(this), ...this.#session };
  }
}

/** `require` is TLS without a check of the certificate, as in libpq and Go; this version of the driver would check it. */
function withStandardTls(url: string): string {
  const parameters = new URLSearchParams(url.split('?')[1] ?? '');
  const mode = parameters.get('sslmode');
  const differs = mode === 'prefer' || mode === 'require' || (mode === 'verify-ca' && parameters.has('sslrootcert'));
  return differs && !parameters.has('uselibpqcompat') ? `${url}&uselibpqcompat=true` : url;
}
