/** Requests that sign themselves (RFC 9421), for those who call. */

export { contentDigest } from './lib/signing/content-digest.ts'
export { type RequestKey, type SigningOptions, signedFetch } from './lib/signing/signed-fetch.ts'
