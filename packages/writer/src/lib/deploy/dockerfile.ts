import { containerPort, endpoints, keysFolder } from '../process-face.ts'

/** The image of a process: dependencies in one stage, the program without build tools in the next. */
export function dockerfile(): string {
  return `FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY . .
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=${containerPort}
WORKDIR /app
COPY --from=dependencies --chown=node:node /app ./
# A volume mounted here takes over the owner, so that the keys can be written.
RUN install --directory --owner=node --group=node ${keysFolder}
USER node
EXPOSE ${containerPort}
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \\
  CMD ["node", "--eval", "fetch('http://127.0.0.1:${containerPort}${endpoints.live}').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# node itself is process 1, so that it receives SIGTERM and drains before it stops.
CMD ["node", "src/main.ts"]
`
}

/** What must not enter the image: secrets, data, and what npm brings anew. */
export function dockerignore(): string {
  return `.git
.env
.data
node_modules
evidence
docs
`
}
