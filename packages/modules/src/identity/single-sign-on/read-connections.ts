import { readFileSync } from 'node:fs'

import type { Environment, SingleSignOnEnvironment } from '@archwright/kit/app'

import type { Connection } from './connection.ts'
import { oidcConnection } from './oidc-connection.ts'
import { samlConnection } from './saml-connection.ts'

type Sources = Pick<Environment, 'variables' | 'secret'>

/**
 * The connections of the wiring that this deployment knows its issuer of, by variables that begin with SSO_ and the
 * connection's name: ISSUER; for OpenID Connect CLIENT_ID and CLIENT_SECRET; for SAML ENTRY_POINT, CERTIFICATE_FILE and
 * EMAIL_DOMAINS. One without an issuer is closed.
 * @throws Error with the variable's name
 */
export function readConnections(
  { connections, publicUrl }: SingleSignOnEnvironment,
  sources: Sources,
): Connection[] {
  return Object.entries(connections).flatMap(([name, protocol]) => {
    const prefix = `SSO_${name.toUpperCase()}_`
    const issuer = sources.variables[`${prefix}ISSUER`]
    if (!issuer) return []
    const need = (field: string) => {
      const value = sources.variables[`${prefix}${field}`]
      if (value) return value
      throw new Error(`${prefix}ISSUER is set, and ${prefix}${field} is not`)
    }
    const entityId = `${publicUrl}/sso/${name}`
    const shared = { name, issuer, callbackUrl: `${entityId}/callback` }
    if (protocol === 'oidc') {
      const clientSecret = sources.secret(`${prefix}CLIENT_SECRET`)
      return [oidcConnection({ ...shared, clientId: need('CLIENT_ID'), clientSecret })]
    }
    return [
      samlConnection({
        ...shared,
        entityId,
        entryPoint: need('ENTRY_POINT'),
        certificate: readFileSync(need('CERTIFICATE_FILE'), 'utf8'),
        emailDomains: need('EMAIL_DOMAINS').toLowerCase().split(','),
      }),
    ]
  })
}
