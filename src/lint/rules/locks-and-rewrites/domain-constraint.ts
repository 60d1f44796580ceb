import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const domainConstraint: Rule = {
  id: 'domain-constraint',
  group: 'locks and rewrites',
  condition: 'a domain is made with a constraint, or is given one',
  effect: 'To change it later, PostgreSQL reads every table that uses the domain, under a lock.',
  remedy: 'Put the CHECK on the columns.',
  presets: { strict: 'warning' },
  covers: ['squawk ban-create-domain-with-constraint', 'squawk ban-alter-domain-with-add-constraint'],
  only: 'up',
  on: 'statement',
  check: ({ node, actions, start }) => {
    const made = actions.find((action) => action.kind === 'create' && action.constraints > 0);
    if (made?.kind === 'create') {
      return { index: start, what: `domain ${showName(made.name)} has a constraint` };
    }
    return 'AlterDomainStmt' in node && node.AlterDomainStmt.subtype === 'C'
      ? { index: start, what: 'the domain is given a constraint' }
      : undefined;
  },
};
