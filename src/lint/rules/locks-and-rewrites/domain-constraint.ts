import { showName } from '../../../sql/statement/name.ts';
import type { LintStatement } from '../../engine/lint-file.ts';
import type { Rule } from '../../engine/rule.ts';

export const domainConstraint: Rule = {
  id: 'domain-constraint',
  group: 'locks and rewrites',
  condition: 'a domain is created with a constraint or gets one, or its constraint is validated',
  effect: 'PostgreSQL reads every table that uses the domain under a lock that blocks writes, then or when it changes.',
  remedy: 'Put the CHECK on the columns.',
  presets: { strict: 'warning' },
  covers: ['squawk ban-create-domain-with-constraint', 'squawk ban-alter-domain-with-add-constraint'],
  only: 'up',
  on: 'statement',
  check: (statement) => {
    const what = constrained(statement);
    return what === undefined ? undefined : { index: statement.start, what };
  },
};

const READ = 'all rows of the tables that use the domain are read under a lock';

/** The commands of ALTER DOMAIN that read rows: SET NOT NULL, VALIDATE CONSTRAINT. */
const READING = new Set(['O', 'V']);

function constrained({ node, actions }: LintStatement): string | undefined {
  for (const action of actions) {
    if (action.kind === 'create' && action.constraints > 0) {
      return `domain ${showName(action.name)} has a constraint`;
    }
    if (action.kind === 'domain-constraint' && action.does === 'add') {
      return action.unvalidated ? `domain ${showName(action.domain)} gets a constraint` : READ;
    }
  }
  return 'AlterDomainStmt' in node && READING.has(node.AlterDomainStmt.subtype ?? '') ? READ : undefined;
}
