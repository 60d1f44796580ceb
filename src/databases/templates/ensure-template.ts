import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { codeOf, EnvironmentError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { copyProperties, EMPTY_TEMPLATE } from '../database-properties.ts';
import { terminateSessions, forceDropDatabase } from '../force-drop.ts';
import { tryShareLease, releaseSharedLease } from '../lease.ts';
import { verifiedOwnership, readOid, unfinishedName, type Ownership } from '../ownership.ts';
import type { Cluster, Template } from '../pool/cluster.ts';
import { readTemplateContent, type TemplateContent } from '../pool/template-content.ts';
import type { Layer } from './layer.ts';

/** How often a process looks whether another has finished a template, in milliseconds. */
const POLL_MS = 10;

/** How long it looks: an hour, since client data can take their time. A builder that dies is noticed at once. */
const TIMEOUT_MS = 3_600_000;

const PREFIX = 'elementaldb_template_';

/**
 * Finds the template of a layer on the server, or makes it with those under it. Of any number of processes one makes it,
 * the others wait for it. It is made under another name and gets its own in the step that seals it, so that one whose
 * builder failed or was killed is never taken for finished. From then on this process holds a shared lease of it.
 *
 * @throws the errors of the layer's `build`; EnvironmentError `TEMPLATE_NAME_TAKEN`, `TEMPLATE_TIMEOUT`
 */
export function ensureTemplate(cluster: Cluster, layer: Layer): Promise<Template> {
  // Copies belong to the role that makes them, and so does what is in them.
  const name = `${PREFIX}${contentHash([String(cluster.version), cluster.role, layer.key])}`;
  // Two callers of this process share one session, which may take its own locks twice.
  const known = cluster.templates.get(name);
  if (known !== undefined) {
    return known;
  }
  const making = findOrBuild(cluster, layer, name);
  cluster.templates.set(name, making);
  making.catch(() => cluster.templates.delete(name));
  return making;
}

async function findOrBuild(cluster: Cluster, layer: Layer, name: string): Promise<Template> {
  await createInitFile(cluster, name);
  for (const begun = Date.now(); ; await sleep(POLL_MS)) {
    const found = await cluster.quick((client) => shareSealed(client, cluster.identifier, name));
    if (found !== undefined) {
      return found;
    }
    if (await cluster.tryLease(name)) {
      try {
        // Another may have finished it between the two looks.
        if ((await cluster.quick((client) => readSealed(client, cluster.identifier, name))) === undefined) {
          await build(cluster, layer, name);
        }
      } finally {
        await cluster.releaseLease(name);
      }
    } else if (Date.now() - begun > TIMEOUT_MS) {
      throw new EnvironmentError(`another process has been making the template "${layer.label}" for an hour`, {
        code: 'TEMPLATE_TIMEOUT',
        hint: 'End that process and try again.',
      });
    }
  }
}

/** The template, if it is sealed and nobody is about to drop it; held by this session from then on. */
async function shareSealed(client: Client, cluster: string, name: string): Promise<Template | undefined> {
  if ((await readSealed(client, cluster, name)) === undefined || !(await tryShareLease(client, name))) {
    return undefined;
  }
  // From here on nobody drops it; somebody may have done so between the two.
  const ownership = await readSealed(client, cluster, name);
  if (ownership === undefined) {
    await releaseSharedLease(client, name);
    return undefined;
  }
  const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size($1::name) AS bytes', [name]);
  const { sequences = '', filled = '', statistics = '' } = ownership;
  return { name, bytes: Number(rows[0]?.bytes), resetStatements: new Map(), sequences, filled, statistics };
}

/** In one query, since whoever drops an unused template may come between two. */
async function readSealed(client: Client, cluster: string, name: string): Promise<Ownership | undefined> {
  const { rows } = await client.query<{ oid: string; open: boolean; comment: string | null }>(
    `SELECT oid::text, datallowconn AS open, shobj_description(oid, 'pg_database') AS comment
       FROM pg_database WHERE datname = $1`,
    [name],
  );
  const [row] = rows;
  if (row === undefined) {
    return undefined;
  }
  const ownership = verifiedOwnership({ oid: row.oid, name, cluster }, row.comment ?? '');
  if (ownership?.use !== 'template' || row.open) {
    throw new EnvironmentError(`there is a database "${name}" which is not the template that its name says`, {
      code: 'TEMPLATE_NAME_TAKEN',
      hint: 'Somebody has opened or made it. Rename or drop it.',
    });
  }
  return ownership;
}

/**
 * Whether a template lacks the file in which sessions find the catalogs that they begin with, so that the first one of
 * each copy takes twice as long. A server that starts removes it, so the data directory from the cache has none. False where the
 * role may not look.
 */
async function lacksInitFile(client: Client, name: string): Promise<boolean> {
  try {
    const { rows } = await client.query<{ cold: boolean }>(
      `SELECT (pg_stat_file('base/' || d.oid || '/pg_internal.init', true)).size IS NULL AS cold
         FROM pg_database d JOIN pg_tablespace s ON s.oid = dattablespace
        WHERE datname = $1 AND spcname = 'pg_default'`,
      [name],
    );
    return rows[0]?.cold === true;
  } catch (error) {
    if (codeOf(error) === SQLSTATE.insufficientPrivilege) {
      return false;
    }
    throw error;
  }
}

/**
 * Where a template lacks that file, has a session make it. While it is open for that it has a name that only we give to
 * what is unfinished: if this process is killed meanwhile, what it leaves is swept, and the template made anew.
 */
async function createInitFile(cluster: Cluster, name: string): Promise<void> {
  if (!(await cluster.quick((client) => lacksInitFile(client, name))) || !(await cluster.tryLease(name))) {
    return;
  }
  try {
    const ownership = await cluster.quick((client) => readSealed(client, cluster.identifier, name));
    if (ownership === undefined) {
      return;
    }
    const { sequences = '', filled = '', statistics = '' } = ownership;
    await withUnfinishedDatabase(cluster, async (unfinished) => {
      const now = quoteIdentifier(unfinished);
      await cluster.slow((client) =>
        client.query(
          `ALTER DATABASE ${quoteIdentifier(name)} RENAME TO ${now};
           COMMENT ON DATABASE ${now} IS NULL;
           ALTER DATABASE ${now} ALLOW_CONNECTIONS true IS_TEMPLATE false`,
        ),
      );
      await withConnection(cluster.connection(unfinished), () => Promise.resolve());
      await cluster.slow((client) =>
        seal(client, cluster, { unfinished, name, content: { sequences, filled, statistics } }),
      );
    });
  } finally {
    await cluster.releaseLease(name);
  }
}

/** Lends the name of a database that is being made; whatever has it when that fails is dropped. */
async function withUnfinishedDatabase(cluster: Cluster, work: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = unfinishedName();
  await cluster.tryLease(unfinished);
  try {
    await work(unfinished);
  } catch (error) {
    // The first error explains; what is left here is known as ours by its name, and swept.
    await cluster.slow((client) => forceDropDatabase(client, unfinished)).catch(() => undefined);
    throw error;
  } finally {
    await cluster.releaseLease(unfinished);
  }
}

async function build(cluster: Cluster, layer: Layer, name: string): Promise<void> {
  const parent = layer.parent === undefined ? EMPTY_TEMPLATE : (await ensureTemplate(cluster, layer.parent)).name;
  await withUnfinishedDatabase(cluster, async (unfinished) => {
    await cluster.slow(async (client) => {
      await client.query(
        `CREATE DATABASE ${quoteIdentifier(unfinished)} TEMPLATE ${quoteIdentifier(parent)} ${cluster.strategy}`,
      );
      await copyProperties(client, parent, unfinished);
    });
    const connection = cluster.connection(unfinished);
    await layer.build({ connection, url: cluster.url(unfinished) });
    // A session of its own, since a new one leaves behind the file with which copies are entered more quickly.
    const content = await withConnection(connection, readTemplateContent);
    await cluster.slow((client) => seal(client, cluster, { unfinished, name, content }));
  });
}

/** In one transaction: nobody ever sees a part of it. */
async function seal(
  client: Client,
  { identifier, description }: Cluster,
  { unfinished, name, content }: { unfinished: string; name: string; content: TemplateContent },
): Promise<void> {
  const oid = (await readOid(client, unfinished)) ?? '';
  await terminateSessions(client, oid);
  const ownership: Ownership = {
    madeBy: 'elementaldb',
    oid,
    name,
    cluster: identifier,
    claim: description.claim,
    detached: false,
    use: 'template',
    ...content,
  };
  await client.query(
    `ALTER DATABASE ${quoteIdentifier(unfinished)} RENAME TO ${quoteIdentifier(name)};
     COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${quoteLiteral(JSON.stringify(ownership))};
     ALTER DATABASE ${quoteIdentifier(name)} ALLOW_CONNECTIONS false IS_TEMPLATE true`,
  );
}
