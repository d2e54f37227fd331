import { type Interaction, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'

/** Whether an application asks for a sign-in by two factors, and for nothing less (RFC 9470 §4). */
export function isStrongAsked(params: Interaction['params']): boolean {
  const { acr_values: asked } = params
  return typeof asked === 'string' && asked.split(' ').every((level) => level === 'aal2')
}

/** Who is signed in by a password alone is asked again where an application wants two factors. */
export function interactionPolicyOf(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy
  const policy = base()
  const isWeak = ({ oidc }: KoaContextWithOIDC) =>
    isStrongAsked(oidc.params ?? {}) && oidc.session?.acr !== 'aal2'
  policy
    .get('login')
    ?.checks.add(
      new Check('weak_sign_in', 'the application asks for two factors', (ctx) =>
        isWeak(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    )
  return policy
}
