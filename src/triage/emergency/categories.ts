/** The category of each kind of emergency. The safety advice is advice_* in prompts/replies. */
import type { EmergencyKind } from '../../domain/emergency-kind.ts'

interface Filing {
  /** Leaf of prompts/categories.yaml that the ticket goes to. */
  category: string
  /** More specific leaves for some words; the first match counts. */
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
    // Only people trapped in a lift have a category of their own.
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
