const prefix = 'type.googleapis.com/envoy.extensions'

/** The type of an extension's configuration in the v3 API. */
export const typeOf = (name: string, message: string): string => `${prefix}.${name}.v3.${message}`

/** A filter by its name and the message that configures it. */
export function filter(name: string, message: string, config: object): object {
  return {
    name: `envoy.filters.${name}`,
    typed_config: { '@type': typeOf(`filters.${name}`, message), ...config },
  }
}

export function socket(address: string, port: number): object {
  return { socket_address: { address, port_value: port } }
}
