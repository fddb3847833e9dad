/** Dangers that rules hear before anything else; each has its advice in prompts/replies and its category. */
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
