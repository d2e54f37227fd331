import type { Child, ChildOptions } from './child.ts'

/** Starts one of the project's programs and waits until it is ready. */
export type Launch = (
  name: string,
  program: string,
  options: { args?: readonly string[]; env: ChildOptions['env'] },
) => Promise<Child>
