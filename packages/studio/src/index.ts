/** The web page of a project: its brief, design and evidence. */

export { figure } from './lib/figure.ts'
export { renderPage, type StudioDocuments } from './lib/page/page.ts'
export { type Studio, serveStudio } from './lib/serve-studio.ts'
