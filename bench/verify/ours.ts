import type { PostgresServer } from '../../src/servers/server.ts';
import { worstOf } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import type { Contender } from './contender.ts';

/** `verify` on a running server, without the cache: the empty pass and, with a second server, the populated pass beside it. */
export function elementaldb(server: PostgresServer, serverForRows?: PostgresServer): Contender {
  const populated = serverForRows !== undefined;
  return {
    name: `elementaldb, ${populated ? 'populated' : 'empty'}`,
    async run({ content }) {
      const begun = performance.now();
      const { migrations } = await verifyOn(server, content, { populated }, serverForRows);
      const milliseconds = performance.now() - begun;
      const statuses = migrations.map(worstOf);
      const reached = statuses.filter((status) => status !== 'skipped').length;
      const failed = statuses.filter((status) => status === 'fail').length;
      const remarks = [
        ...(reached === migrations.length ? [] : [`only the first ${reached} could be reached`]),
        ...(failed === 0 ? [] : [`${failed} of ${migrations.length} have a defect`]),
      ];
      return { milliseconds, each: milliseconds / reached, remark: remarks.join('; ') };
    },
  };
}
