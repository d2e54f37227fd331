/** The web page of a project: its brief, design and evidence. */

export { renderPage, type StudioDocuments } from './lib/page/page.ts'
export { type Studio, serveStudio } from './lib/serve-studio.ts'
