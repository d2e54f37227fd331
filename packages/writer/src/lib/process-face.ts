/** Where a process answers about itself. */
export const endpoints = {
  live: '/live',
  ready: '/ready',
  started: '/started',
  metrics: '/metrics',
}

/** The port on which a process listens inside a container. */
export const containerPort = 8080

/** The port on which the gateway listens inside its container. */
export const gatewayPort = 8000

/** The port of gRPC, where a process offers it. */
export const grpcPort = 50051

/** The folder of a container in which the replicas share the keys that sign tokens. */
export const keysFolder = '/keys'

/** Upper bounds of the buckets of `operation_duration_seconds`, in seconds. */
export const durationBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10,
]
