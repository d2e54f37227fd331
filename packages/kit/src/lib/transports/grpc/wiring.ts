/** gRPC on a port of its own (GRPC_PORT). */
export interface GrpcWiring {
  /** Whether clients may ask which services and messages there are; if absent only outside of production. */
  readonly reflection?: boolean
}
