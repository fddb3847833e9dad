/** Output and environment of the exam commands, which tests replace. */

export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Draws on the operator's terminal; absent when stderr is no terminal. */
  readonly draw?: (text: string) => void
}

export interface Surroundings {
  env: NodeJS.ProcessEnv
  prompts: string
  shippedClassifier: string
}
