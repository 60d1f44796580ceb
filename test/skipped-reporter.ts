import type { Reporter, TestModule } from 'vitest/node';

/** Lists at the end of a run which tests were skipped and why: no test is left out in silence. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const skipped of module.children.allTests('skipped')) {
        const result = skipped.result();
        const why = ('note' in result ? result.note : undefined) ?? 'what it needs is not there, see the notice above';
        process.stdout.write(`skipped: ${module.relativeModuleId}: ${skipped.fullName}: ${why}\n`);
      }
    }
  }
}
