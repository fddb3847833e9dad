/** Dangers that rules detect before the rest of triage; each has a category, and its advice in prompts/replies. */
export const EMERGENCY_KINDS = [
  'gas',
  'fire',
  'trapped',
  'injury',
  'shock',
  'flood',
  'violence',
  'suicide',
  'missing',
] as const
export type EmergencyKind = (typeof EMERGENCY_KINDS)[number]
