/**
 * What to do until help comes: sent at once, before a ticket exists. Short enough to read while running; the
 * call to make comes last because it is what people should do next. 110 police, 119 fire and rescue, 120
 * ambulance, 12356 the national psychological helpline.
 */
import type { Bilingual } from '../domain/category.ts'
import type { EmergencyKind } from '../domain/understanding.ts'

interface Help {
  /** Leaf of prompts/categories.yaml that the ticket goes to. */
  category: string
  /** Narrower leaves for some words, the first that fits. */
  instead?: readonly (readonly [RegExp, string])[]
  advice: Bilingual
}

export const EMERGENCY_HELP: Readonly<Record<EmergencyKind, Help>> = {
  gas: {
    category: 'hazards.gas_leak',
    advice: {
      zh: '请立即开窗、关阀，不要开关电器、不要点火，所有人到室外后拨打 119 或燃气公司电话；有人不舒服打 120。',
      en: 'Open the windows, shut the gas valve, touch no switch and no flame. Get everybody outside, then call 119 or the gas company; 120 if anyone feels ill.',
    },
  },
  fire: {
    category: 'fire.burning',
    advice: {
      zh: '请马上离开，捂住口鼻弯腰走楼梯，不要坐电梯、不要回去拿东西，到安全处拨打 119；有人受伤打 120。',
      en: 'Leave now: stay low, cover your nose and mouth, take the stairs, never the lift. Once safe call 119; 120 if anyone is hurt.',
    },
  },
  trapped: {
    category: 'health.sudden_illness',
    // Only the lift has a category of its own; elsewhere a person in distress is what matters.
    instead: [[/电梯|轿厢|elevator|\blift\b/iu, 'lift.trapped']],
    advice: {
      zh: '别慌，请拨打 119 说清位置。在电梯里：按警铃，不要扒门，靠壁站稳等人来；有人受伤打 120。',
      en: 'Stay calm and call 119 with the exact place. In a lift: press the alarm, do not force the doors, stand against the wall; 120 if anyone is hurt.',
    },
  },
  injury: {
    category: 'health.sudden_illness',
    instead: [[/[咬蛰蜇抓]|\bbit(?:e|ten)?\b/iu, 'animals.bite']],
    advice: {
      zh: '请马上拨打 120，说清地址和情况；先不要搬动伤者，流血就用干净的布压住，请一个人到路口接救护车。',
      en: 'Call 120 now and say where you are and what happened. Do not move the person; press a clean cloth on bleeding; send someone to meet the ambulance.',
    },
  },
  shock: {
    category: 'hazards.live_wire',
    advice: {
      zh: '请不要碰人和电线，离开至少 8 米，能安全断电就先拉闸；有人触电打 120，电线断落打 119 和 95598。',
      en: 'Touch neither the person nor the wire and keep 8 metres away; cut the power if that is safe. 120 for a casualty, 119 and 95598 for a fallen line.',
    },
  },
  flood: {
    category: 'drainage.indoor_flood',
    advice: {
      zh: '请先关水阀，站在干处拉下电闸，不要蹚水碰电器，老人孩子先到高处；水还在涨或有人出不来打 119。',
      en: 'Shut the water valve, switch off the power from a dry spot, do not wade near sockets, bring children and the elderly upstairs. Water rising or people stuck: 119.',
    },
  },
  violence: {
    category: 'security.violence',
    advice: {
      zh: '请先到安全的地方，锁好门，不要上前劝架，马上拨打 110；不方便说话可发短信到 12110。有人受伤打 120。',
      en: 'Get somewhere safe and lock the door; do not step in. Call 110, or text 12110 if you cannot speak. 120 if anyone is hurt.',
    },
  },
  suicide: {
    category: 'security.self_harm',
    advice: {
      zh: '您的生命最重要，先别一个人待着。现在有危险请打 110 或 120；想找人说说，拨打 12356，一直有人听。如果是别人，请陪着，别让他独处。',
      en: 'Your life matters; please do not stay alone. In danger now: 110 or 120. To talk to someone: 12356. If it is somebody else, stay with them.',
    },
  },
  missing: {
    category: 'security.missing',
    advice: {
      zh: '请马上拨打 110，不用等 24 小时；说清姓名、年龄、衣着和最后见到的地方，留一个人在家等。',
      en: 'Call 110 now; there is no need to wait 24 hours. Give name, age, clothes and the last place seen, and leave someone at home.',
    },
  },
}
