/** What a command of the exams writes to, and what it finds around it: a test gives it others. */

export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Draws on the operator's terminal; absent when nobody is watching. */
  readonly draw?: (text: string) => void
}

export interface Surroundings {
  env: NodeJS.ProcessEnv
  prompts: string
  shippedClassifier: string
}
