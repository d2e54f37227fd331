/** gRPC on a port of its own (GRPC_PORT). */
export interface GrpcWiring {
  /** Whether clients may ask which services and messages there are; if absent only outside of production. */
  readonly reflection?: boolean
  /** Offers unary calls and subscriptions as gRPC-Web too, to browsers, on the port of REST. */
  readonly web?: boolean
}
