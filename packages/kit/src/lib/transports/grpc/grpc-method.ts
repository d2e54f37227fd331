import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
} from '@grpc/grpc-js'

/** A method as the server registers it, its messages as bytes. */
export type GrpcMethod = {
  /** `/package.Service/Method` */
  readonly path: string
} & (
  | { readonly type: 'unary'; readonly handle: handleUnaryCall<Uint8Array, Uint8Array> }
  | {
      readonly type: 'clientStream'
      readonly handle: handleClientStreamingCall<Uint8Array, Uint8Array>
    }
  | {
      readonly type: 'serverStream'
      readonly handle: handleServerStreamingCall<Uint8Array, Uint8Array>
    }
  | { readonly type: 'bidi'; readonly handle: handleBidiStreamingCall<Uint8Array, Uint8Array> }
)
