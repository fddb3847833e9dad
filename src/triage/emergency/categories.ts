/** Where each kind of emergency is filed. What to do until help comes is wording: advice_* in prompts/replies. */
import type { EmergencyKind } from '../../domain/emergency-kind.ts'

interface Filing {
  /** Leaf of prompts/categories.yaml that the ticket goes to. */
  category: string
  /** Narrower leaves for some words, the first that fits. */
  instead?: readonly (readonly [RegExp, string])[]
}

export const EMERGENCY_FILING: Readonly<Record<EmergencyKind, Filing>> = {
  gas: {
    category: 'hazards.gas_leak',
  },
  fire: {
    category: 'fire.burning',
  },
  trapped: {
    category: 'health.sudden_illness',
    // Only the lift has a category of its own; elsewhere a person in distress is what matters.
    instead: [[/电梯|轿厢|elevator|\blift\b/iu, 'lift.trapped']],
  },
  injury: {
    category: 'health.sudden_illness',
    instead: [[/[咬蛰蜇抓]|\bbit(?:e|ten)?\b/iu, 'animals.bite']],
  },
  shock: {
    category: 'hazards.live_wire',
  },
  flood: {
    category: 'drainage.indoor_flood',
  },
  violence: {
    category: 'security.violence',
  },
  suicide: {
    category: 'security.self_harm',
  },
  missing: {
    category: 'security.missing',
  },
}
