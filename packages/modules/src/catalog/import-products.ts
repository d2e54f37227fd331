import { handleInSlices } from '@archwright/kit'

import { addProduct } from './add-product.ts'
import { type ImportReport, importProducts } from './contract.ts'

/** Takes a fraction of a second; a crash repeats no more than this many, of which none was kept. */
const linesPerSlice = 50

export const handleImportProducts = handleInSlices(
  importProducts,
  async ({ products }, soFar, context) => {
    const report: ImportReport = soFar ?? { handled: 0, added: 0, refused: [] }
    const refused = [...report.refused]
    const slice = products.slice(report.handled, report.handled + linesPerSlice)
    for (const [index, product] of slice.entries()) {
      const added = await addProduct(product, context)
      if ('taken' in added) {
        refused.push({ line: report.handled + index + 1, code: 'SKU_TAKEN', skus: added.taken })
      }
    }
    const handled = report.handled + slice.length
    const result = { handled, added: handled - refused.length, refused }
    return { result, progress: handled / products.length }
  },
)
