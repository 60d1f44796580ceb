import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** Lists at the end of a run which tests were skipped and why: no test is left out in silence. */
export default class SkippedReporter implements Reporter {
  #filter: RegExp | undefined;

  onInit({ config }: Vitest): void {
    this.#filter = config.testNamePattern;
  }

  /** Tests that `-t` leaves out are none that cannot run. */
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#filter !== undefined) {
      return;
    }
    for (const module of modules) {
      for (const skipped of module.children.allTests('skipped')) {
        const result = skipped.result();
        const why = ('note' in result ? result.note : undefined) ?? 'what it needs is not there, see the notice above';
        process.stdout.write(`skipped: ${module.relativeModuleId}: ${skipped.fullName}: ${why}\n`);
      }
    }
  }
}
