import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Ends the run with the one line that continuous integration reads: `N passed, N failed[, N skipped]`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      // A file that does not load has no test that could fail, but it has not passed either.
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'pending' ? 'failed' : state] += 1
      }
    }
    // After the reports of coverage and of the default reporter, which follow this event.
    process.once('exit', code => {
      // What fails without a test, such as the global setup or a coverage threshold, is a failure all the same.
      if (code !== 0 && counts.failed === 0) counts.failed = 1
      const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
    })
  }
}
