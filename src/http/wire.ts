/** What every door of the server answers when something is wrong. Types only: the pages import them too. */
export type ErrorCode =
  | 'bad_request'
  | 'signed_out'
  | 'code_used'
  | 'code_unknown'
  | 'not_yours'
  | 'not_admin'
  | 'foreign_page'
  | 'not_found'
  | 'refused'
  | 'too_large'
  | 'unreadable'
  | 'too_fast'
  | 'too_slow'
  | 'internal'
  | 'not_ready'

export interface ErrorAnswer {
  error: {
    code: ErrorCode
    message: string
    /** Of `unreadable`: every mistake, `file:line: what`. */
    mistakes?: readonly string[]
  }
}
