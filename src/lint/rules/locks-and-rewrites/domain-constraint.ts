import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const domainConstraint: Rule = {
  id: 'domain-constraint',
  group: 'locks and rewrites',
  condition: 'a domain is created with a constraint, or gets one',
  effect: 'To change it later, PostgreSQL reads every table that uses the domain under a lock.',
  remedy: 'Put the CHECK on the columns.',
  presets: { strict: 'warning' },
  covers: ['squawk ban-create-domain-with-constraint', 'squawk ban-alter-domain-with-add-constraint'],
  only: 'up',
  on: 'statement',
  check: ({ node, actions, start }) => {
    const created = actions.find((action) => action.kind === 'create' && action.constraints > 0);
    if (created?.kind === 'create') {
      return { index: start, what: `domain ${showName(created.name)} has a constraint` };
    }
    return 'AlterDomainStmt' in node && node.AlterDomainStmt.subtype === 'C'
      ? { index: start, what: 'the domain gets a constraint' }
      : undefined;
  },
};
