import type { Api } from '../contracts/api.ts'
import type { Customer } from './step.ts'

/** Registers a customer and signs in; each comes from an address of its own. */
export async function addCustomer(api: Api, seat: number): Promise<Customer> {
  const email = `customer-${seat}@example.com`
  const password = `a password that is long ${seat}`
  const { id } = await api.get<{ id: string }>('identity.register', {
    body: { email, password, name: `Customer ${seat}` },
    client: seat,
  })
  const { accessToken, refreshToken } = await signIn(api, { email, password, client: seat })
  return { customerId: id, email, password, token: accessToken, refreshToken, client: seat }
}

export async function signIn(
  api: Api,
  { email, password, client }: { email: string; password: string; client: number },
): Promise<{ accessToken: string; refreshToken: string }> {
  return await api.get('identity.login', { body: { email, password }, client })
}
