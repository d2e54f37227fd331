import type { Input } from '@archwright/kit/contract'
import type { TestApp } from '@archwright/kit/testing'

import { createProduct, type Product } from './contract.ts'

export const staff = { id: '0192f3a1-7c1e-7000-8000-00000000aaaa', roles: ['staff'] }

type Sample = Partial<Input<typeof createProduct>> & { title: string }

/** Adds a product for a test: one variant at 4.50 unless said otherwise, its sku made from the title. */
export function addProduct(app: TestApp, sample: Sample): Promise<Product> {
  const sku = sample.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const variants = [{ sku, attributes: {}, price: { amount: 450, currency: 'EUR' } }]
  return app.call(createProduct, { variants, ...sample }, { as: staff })
}
