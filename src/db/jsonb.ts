import { storable } from '../domain/text/storable-text.ts'

/** PostgreSQL's jsonb rejects NUL and lone surrogates: one cut name would fail a whole statement. */
export const toJsonb = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === 'string' ? storable(each) : each))
