/** What callers of the catalog module may rely on: products, their variants and what they cost. */

import {
  command,
  Money,
  operationOf,
  pageInput,
  pageOf,
  query,
  refersTo,
  sortBy,
} from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

export type Sku = Static<typeof Sku>
export const Sku = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$',
  description: 'Names one variant; unique in the shop.',
  examples: ['tea-earl-grey-100g'],
})

const ProductId = refersTo(Type.String({ format: 'uuid', description: 'UUID v7.' }), {
  product: 'catalog.getProduct',
})

const Title = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$',
  examples: ['Earl Grey'],
})

const Description = Type.String({ maxLength: 10_000, pattern: '^[^\\u0000]*$' })

export type Category = Static<typeof Category>
export const Category = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  maxLength: 60,
  examples: ['black-tea'],
})

const Categories = Type.Array(Category, { maxItems: 10, uniqueItems: true })

const Version = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Grows by one with every change; also the ETag.',
})

export type Variant = Static<typeof Variant>
export const Variant = Type.Object(
  {
    sku: Sku,
    attributes: Type.Record(
      Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$' }),
      Type.String({ maxLength: 100, pattern: '^[^\\u0000]*$' }),
      { maxProperties: 20, examples: [{ size: '100 g' }] },
    ),
    price: Money,
  },
  { title: 'Variant' },
)

export type Product = Static<typeof Product>
export const Product = Type.Object(
  {
    id: ProductId,
    title: Title,
    description: Description,
    categories: Categories,
    active: Type.Boolean({ description: 'Only active products are shown to customers and sold.' }),
    variants: Type.Array(Variant, { minItems: 1, maxItems: 50 }),
    version: Version,
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Product' },
)

export type ProductSummary = Static<typeof ProductSummary>
export const ProductSummary = Type.Object(
  {
    id: ProductId,
    title: Title,
    categories: Categories,
    sku: Type.String({ ...Sku, description: 'The cheapest variant.' }),
    priceFrom: Money,
  },
  { title: 'ProductSummary' },
)

const Products = pageOf(ProductSummary)

export type Quote = Static<typeof Quote>
export const Quote = Type.Object({
  sku: Sku,
  productId: ProductId,
  title: Title,
  active: Type.Boolean(),
  price: Money,
})

/** All lists: what is in them and in which order. A product is named by its id, in every answer that shows it. */
export const listings = 'listings'

const shownIn = (page: Static<typeof Products> | undefined) => [
  listings,
  ...(page?.items ?? []).map(({ id }) => id),
]

const productNotFound = { kind: 'not-found', says: 'There is no such product.' } as const
const versionMismatch = {
  kind: 'precondition',
  says: 'The product was changed meanwhile; read it again.',
  data: Type.Object({ version: Version }),
} as const

export const listProducts = query(
  {
    name: 'catalog.listProducts',
    summary: 'Active products, newest first or by title',
    input: Type.Object({
      category: Type.Optional(Category),
      sort: sortBy('-added', 'added', 'title', '-title'),
      ...pageInput,
    }),
    output: Products,
    access: 'public',
    rest: 'GET /products',
    limit: 'read',
    paged: true,
    cacheSeconds: 15,
    staleSeconds: 15,
  },
  { seconds: 30, differsBy: [], warm: [{}], tags: (_, page) => shownIn(page) },
)

export const searchProducts = query(
  {
    name: 'catalog.searchProducts',
    summary:
      'Active products that match the words, best first; the last word may be a beginning, and where nothing matches, typos are forgiven',
    input: Type.Object({
      q: Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\u0000]*$',
        description: 'Words; "a phrase", -without and or are understood.',
        examples: ['earl gr'],
      }),
      category: Type.Optional(Category),
      ...pageInput,
    }),
    output: Products,
    access: 'public',
    rest: 'GET /products/search',
    degradable: { flag: 'search' },
    limit: 'read',
    paged: true,
    cacheSeconds: 15,
    staleSeconds: 15,
  },
  { seconds: 30, differsBy: [], tags: (_, page) => shownIn(page) },
)

export const getProduct = query(
  {
    name: 'catalog.getProduct',
    summary: 'One product with its variants; one that is not active is shown to staff only',
    input: Type.Object({ productId: ProductId }),
    output: Product,
    errors: { PRODUCT_NOT_FOUND: productNotFound },
    access: 'public',
    rest: { route: 'GET /products/{productId}', etag: 'version' },
    limit: 'read',
    gather: 100,
    cacheSeconds: 15,
  },
  {
    seconds: 30,
    refill: true,
    absentSeconds: 5,
    differsBy: ['staff'],
    tags: ({ productId }) => [productId],
  },
)

export const getProductOfSku = query({
  name: 'catalog.getProductOfSku',
  summary: 'The product that has the variant; one that is not active is shown to staff only',
  input: Type.Object({ sku: Sku }),
  output: Product,
  errors: { PRODUCT_NOT_FOUND: productNotFound },
  access: 'public',
  rest: { route: 'GET /skus/{sku}/product', etag: 'version' },
  limit: 'read',
  gather: 500,
  cacheSeconds: 15,
})

export const createProduct = command({
  name: 'catalog.createProduct',
  summary: 'Adds a product with its variants',
  input: Type.Object({
    title: Title,
    description: Type.Optional(Description),
    categories: Type.Optional(Categories),
    active: Type.Optional(Type.Boolean({ default: true })),
    variants: Product.properties.variants,
  }),
  output: Product,
  errors: {
    SKU_TAKEN: {
      kind: 'conflict',
      says: 'A sku names one variant only.',
      data: Type.Object({ skus: Type.Array(Sku) }),
    },
  },
  access: ['staff'],
  rest: { route: 'POST /products', status: 201, etag: 'version' },
  limit: 'write',
  batch: 100,
  // A repeat has no second effect: its skus are taken.
  idempotency: 'none',
})

/** What has come of an import so far. */
export type ImportReport = Static<typeof ImportReport>
const ImportReport = Type.Object({
  handled: Type.Integer({ minimum: 0, description: 'Lines that are done with.' }),
  added: Type.Integer({ minimum: 0 }),
  refused: Type.Array(
    Type.Object({
      line: Type.Integer({ minimum: 1, description: 'Its place in what was sent.' }),
      code: Type.Literal('SKU_TAKEN'),
      skus: Type.Array(Sku),
    }),
  ),
})

/** A line that breaks the contract refuses the whole at once; one that only the shop can refuse is told of at its end. */
export const importProducts = command({
  name: 'catalog.importProducts',
  summary: 'Adds many products, in the background; what cannot be added is told line by line',
  input: Type.Object({
    products: Type.Array(createProduct.input, { minItems: 1, maxItems: 5_000 }),
  }),
  output: operationOf(ImportReport),
  access: ['staff'],
  rest: { route: 'POST /products/imports', status: 202 },
  limit: 'write',
  idempotency: 'key',
})

export const updateProduct = command({
  name: 'catalog.updateProduct',
  summary: 'Changes the given fields of a product, unless somebody else changed it meanwhile',
  input: Type.Object({
    productId: ProductId,
    version: Version,
    title: Type.Optional(Title),
    description: Type.Optional(Description),
    categories: Type.Optional(Categories),
    active: Type.Optional(Type.Boolean()),
  }),
  output: Product,
  errors: { PRODUCT_NOT_FOUND: productNotFound, VERSION_MISMATCH: versionMismatch },
  access: ['staff'],
  rest: {
    route: 'PATCH /products/{productId}',
    etag: 'version',
    headers: { version: 'if-match' },
  },
  limit: 'write',
  batch: 100,
  idempotency: 'natural',
})

export const setPrice = command({
  name: 'catalog.setPrice',
  summary: 'Sets what a variant costs from now on; orders already placed keep their price',
  input: Type.Object({ productId: ProductId, sku: Sku, version: Version, price: Money }),
  output: Product,
  errors: {
    PRODUCT_NOT_FOUND: productNotFound,
    VARIANT_NOT_FOUND: { kind: 'not-found', says: 'The product has no such variant.' },
    VERSION_MISMATCH: versionMismatch,
  },
  access: ['staff'],
  rest: {
    route: 'PUT /products/{productId}/variants/{sku}/price',
    etag: 'version',
    headers: { version: 'if-match' },
  },
  limit: 'write',
  batch: 100,
  idempotency: 'natural',
})

/**
 * What the skus cost now. Skus that do not exist are absent; the rest stand in the order asked. Not `cached`, so that
 * an order costs what the rows say when it is placed: what the customer was shown before is information only.
 */
export const quote = query({
  name: 'catalog.quote',
  summary: 'Prices of skus, for whoever makes an order of them',
  input: Type.Object({ skus: Type.Array(Sku, { minItems: 1, maxItems: 100 }) }),
  output: Type.Object({ items: Type.Array(Quote) }),
  access: 'internal',
  priority: 'critical',
  gather: 64,
})
