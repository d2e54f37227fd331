/** Tests, and what only tests use: their loops and secrets harm nobody. */
export function isForTests(path: string): boolean {
  return (
    /(^|\/)(tests?|[\w-]+-tests?|test-[\w-]+|testcontainers|acceptance|integration|testing|test-utils|specs?|__tests__|__mocks__|__fixtures__|e2e|fixtures?|mocks?|cypress|playwright|integration-tests)\//i.test(
      path,
    ) ||
    /(^|[./_-])(test|spec|stories|e2e|mock|fixture|integration)s?([._-][\w-]+)*\.([cm]?[jt]sx?|ya?ml|sql)$/i.test(
      path,
    )
  )
}

/** Declarations, bundles and configuration: nothing in them is written to run as a backend. */
export function isMade(path: string): boolean {
  return /\.d\.[cm]?ts$|\.min\.js$|\.bundle\.js$|\.config\.[cm]?[jt]s$|(^|\/)(generated|__generated__|\.storybook|i18n|locales)\//i.test(
    path,
  )
}
