import type { SqlDocument } from '../../read/sql.ts'
import type { Rule } from '../../rule.ts'

export const concurrentlyInTransaction: Rule<'sql'> = {
  id: 'concurrently-in-transaction',
  severity: 'error',
  title: 'CONCURRENTLY inside a transaction',
  why: 'PostgreSQL refuses it: the migration fails.',
  instead:
    'Leave BEGIN and COMMIT out of this file and tell the migration tool to run it outside a transaction.',
  source: 'PostgreSQL documentation, CREATE INDEX, Building Indexes Concurrently',
  *find({ file, statements }: SqlDocument) {
    let isOpen = false
    for (const { node, at } of statements) {
      if ('TransactionStmt' in node) {
        const { kind } = node.TransactionStmt
        if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') isOpen = true
        if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') isOpen = false
      }
      const isConcurrent =
        ('IndexStmt' in node && node.IndexStmt.concurrent) ||
        ('DropStmt' in node && node.DropStmt.concurrent)
      if (isOpen && isConcurrent)
        yield { file, at, message: 'CONCURRENTLY after BEGIN, before COMMIT' }
    }
  },
}

export const changeOfAllRows: Rule<'sql'> = {
  id: 'change-of-all-rows',
  severity: 'warning',
  title: 'A migration that changes every row at once',
  why: 'One statement locks every row until commit, doubles the table on disk and keeps vacuum from cleaning; writers wait for all of it.',
  instead:
    'Change the rows in batches of a few thousand, each its own transaction, outside the schema migration.',
  source: 'PostgreSQL documentation, Routine Vacuuming §24.1 and Explicit Locking §13.3.2',
  *find({ file, statements }: SqlDocument) {
    const created = new Set(
      statements.flatMap(({ node }) =>
        'CreateStmt' in node ? [node.CreateStmt.relation?.relname] : [],
      ),
    )
    for (const { node, at } of statements) {
      const change =
        'UpdateStmt' in node ? node.UpdateStmt : 'DeleteStmt' in node ? node.DeleteStmt : undefined
      const table = change?.relation?.relname
      if (!change || change.whereClause || created.has(table)) continue
      const verb = 'UpdateStmt' in node ? 'updates' : 'deletes'
      yield { file, at, message: `${verb} every row of ${table}` }
    }
  },
}
