import type { Plan } from '../plan.ts';

/** What replaying an up for a part costs beside trying a migration, as measured on public chains. */
const REPLAY_COST = 0.1;

/**
 * The parts of a plan, of about equal cost, at most `count` and at least one: consecutive selected migrations, and before
 * them all ups that they need. The same plan is cut in the same way on every machine. The client data belong to the last.
 */
export function cutPlan(plan: Plan, count: number): [Plan, ...Plan[]] {
  const positions = [...plan.chain.keys()].filter((at) => plan.selected.has(versionAt(plan, at)));
  const first = positions[0];
  if (first === undefined) {
    return [plan];
  }
  // The least limit on the cost of a part with which there are not too many parts.
  let [tooLow, enough] = [0, costOf(first, positions)];
  for (let halvings = 0; halvings < 40; halvings += 1) {
    const limit = (tooLow + enough) / 2;
    if (cutWithin(limit, positions).length <= count) {
      enough = limit;
    } else {
      tooLow = limit;
    }
  }
  const parts = cutWithin(enough, positions);
  const [head = plan, ...tail] = parts.map((part, index): Plan => {
    const isLast = index === parts.length - 1;
    return {
      ...plan,
      chain: isLast ? plan.chain : plan.chain.slice(0, (part.at(-1) ?? 0) + 1),
      selected: new Set(part.map((at) => versionAt(plan, at))),
      clientData: isLast ? plan.clientData : undefined,
    };
  });
  return [head, ...tail];
}

function versionAt({ chain }: Plan, at: number): bigint {
  return chain[at]?.migration.version ?? -1n;
}

/** As many consecutive positions in each part as the limit allows, but at least one. */
function cutWithin(limit: number, positions: readonly number[]): number[][] {
  const parts: number[][] = [];
  for (const at of positions) {
    const last = parts.at(-1);
    if (last !== undefined && costOf(last[0] ?? 0, [...last, at]) <= limit) {
      last.push(at);
    } else {
      parts.push([at]);
    }
  }
  return parts;
}

/** The cost of a part that begins at a position of the chain: of the ups before each of its migrations, and of its trials. */
function costOf(first: number, part: readonly number[]): number {
  const last = part.at(-1) ?? first;
  return last * REPLAY_COST + part.length;
}
