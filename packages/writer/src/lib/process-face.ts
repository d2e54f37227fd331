/** Where a process answers about itself. */
export const endpoints = { live: '/live', ready: '/ready', metrics: '/metrics' }

/** The port on which a process listens inside a container. */
export const containerPort = 8080
