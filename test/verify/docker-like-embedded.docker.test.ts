import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, inject, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { verifyReportJson } from '../../src/report/verify-json.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/verify/', import.meta.url));

/** Each sixteenth case: enough to see every axis, not to pay for all of them twice. */
const SAMPLE = readdirSync(FIXTURES).filter((_, index) => index % 16 === 0);

async function reports(server: PostgresServer): Promise<string[]> {
  const source: string[] = [];
  for (const name of SAMPLE) {
    const report = await verifyOn(server, await readContent({ migrations: `${FIXTURES}${name}/bad` }));
    source.push(JSON.stringify(verifyReportJson(report)));
  }
  return source;
}

describe.skipIf(inject('withoutContainers') !== '')('verify', () => {
  test('reports the same from a container as from the embedded server, byte for byte but for its kind', async ({
    skip,
  }) => {
    const { server: embedded } = await startServer({ settings: { autovacuum: 'off' } });
    await using _ = embedded;
    const image = inject('images').find((each) => each.endsWith(`:${embedded.version.major}`));
    if (image === undefined) {
      skip(`there is no image of PostgreSQL ${embedded.version.major}`);
      return;
    }
    const { server: inContainer } = await startServer({
      server: { kind: 'docker' },
      image,
      settings: { autovacuum: 'off' },
    });
    await using __ = inContainer;
    const [expected, found] = await Promise.all([reports(embedded), reports(inContainer)]);
    expect(expected.join('\n')).toContain('"status":"fail"');
    const asIfEmbedded = found.map((text) => text.replace('"kind":"docker"', '"kind":"embedded"'));
    const minor = `"version":"${inContainer.version.text}"`;
    expect(asIfEmbedded.map((text) => text.replace(minor, `"version":"${embedded.version.text}"`))).toEqual(expected);
  });
});
