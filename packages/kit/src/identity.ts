/** Passwords and tokens. */

export { assuranceLevels, levelOf } from './lib/dispatch/sign-in.ts'
export { type ApiKey, isApiKey, newApiKey } from './lib/identity/api-key.ts'
export { type AuthenticatorSettings, createAuthenticator } from './lib/identity/authenticator.ts'
export { isFromOwnPage } from './lib/identity/own-page.ts'
export {
  hashPassword,
  isCurrentHash,
  verifyNobody,
  verifyPassword,
} from './lib/identity/passwords.ts'
export {
  hashRefreshToken,
  newRefreshToken,
  type RefreshToken,
} from './lib/identity/refresh-token.ts'
export {
  loadSigningKeys,
  rotateSigningKeys,
  type SigningKey,
  type SigningKeys,
} from './lib/identity/signing-keys.ts'
export {
  type AccessToken,
  createTokenIssuer,
  type IssuerSettings,
  type TokenIssuer,
  type TokenSettings,
} from './lib/identity/token-issuer.ts'
export {
  cookieOf,
  csrfTokenOf,
  sessionCookieName,
  sessionToken,
} from './lib/transports/rest/cookie-sessions.ts'
