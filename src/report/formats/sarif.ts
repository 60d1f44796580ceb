import { severityOfStatus } from '../../findings/finding.ts';
import { pathFrom, sentence, type Reported } from '../reported.ts';

/**
 * SARIF 2.1.0, which GitHub's code scanning and many editors read.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif({ version, findings, rules, base }: Reported): string {
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'elementaldb',
            semanticVersion: version,
            rules: rules.map(({ id, summary, effect, remedy }) => ({
              id,
              shortDescription: { text: summary },
              fullDescription: { text: effect },
              help: { text: remedy },
            })),
          },
        },
        columnKind: 'unicodeCodePoints',
        results: findings.map((found) => ({
          ruleId: found.code,
          ...(indexOf.has(found.code) ? { ruleIndex: indexOf.get(found.code) } : {}),
          level: severityOfStatus(found.status),
          message: { text: sentence(found) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(pathFrom(base, found.file)) },
                ...(found.line === undefined
                  ? {}
                  : { region: { startLine: found.line, startColumn: found.column ?? 1 } }),
              },
            },
          ],
          partialFingerprints: { 'elementaldb/v1': found.fingerprint },
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}
