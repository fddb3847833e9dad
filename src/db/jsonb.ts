import { storable } from '../domain/text/storable-text.ts'

/** PostgreSQL takes neither a zero character nor half a surrogate pair in jsonb: one cut name would fail a whole statement. */
export const toJsonb = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === 'string' ? storable(each) : each))
