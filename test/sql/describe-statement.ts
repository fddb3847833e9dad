/** What PostgreSQL says of a statement without running it: the extended protocol's Parse and Describe. */
import type pg from 'pg'

export interface Field {
  name: string
  /** Of pg_type. */
  dataTypeID: number
  /** 0: computed, of no table. */
  tableID: number
  columnID: number
}

/** As much of pg's connection as a query may use that is written by hand. */
interface Connection {
  parse(query: { text: string }): void
  describe(what: { type: 'S' }): void
  sync(): void
}

/** @returns its columns; none for a statement without rows. @throws the server's error. */
export const describeStatement = (client: pg.ClientBase, text: string): Promise<Field[]> =>
  new Promise((resolve, reject) => {
    let fields: Field[] = []
    client.query({
      submit(connection: unknown) {
        const wire = connection as Connection
        wire.parse({ text })
        wire.describe({ type: 'S' })
        wire.sync()
      },
      handleRowDescription(message: { fields: Field[] }) {
        fields = message.fields
      },
      // pg lets go of a query that failed: it does not hear that the server is ready again.
      handleError: reject,
      handleReadyForQuery: () => resolve(fields),
    } as unknown as pg.Submittable)
  })
