/** How the page writes a number: what prints one in a terminal need not load what serves pages. */

export { figure } from './lib/figure.ts'
