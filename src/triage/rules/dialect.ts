/**
 * Replaces dialect words by Mandarin, so that rules and examples need one form only. Used for analysis only: tickets
 * keep the resident's words. A listed word must be unambiguous and not part of a Mandarin word: 么事 (什么事) and 冒得
 * (烟冒得厉害) are therefore left out.
 */

/** One line per word: the Mandarin word, then patterns of the dialect forms. */
const WORDS = String.raw`
  电梯 车?𨋢 升降机
  家里 屋企
  隔壁 隔篱
  哪里 边度
  为什么 点解
  怎么 点样 咋个 啷个
  怎么弄 咋整 咋弄
  现在 依家 而家(?![里人长庭中属具])
  什么时候 几时
  什么 乜嘢 乜 啥子
  孩子 细路仔? 细路女 娃儿 细?伢[子儿]?
  整夜 成晚
  天天 (?<![建完生合])成日(?![期志])
  没有 冇 莫得
  不 唔 (?<!请)勿(?=[亮好来通响])
  的 嘅
  些 啲
  了 咗 (?<=[坏断漏停脏堵破])咯
  在 喺
  来 嚟
  看 睇
  吵 嘈(?!杂)
  吵得很 [吵闹]麻[了咯]
  他们 佢哋
  他 佢
  我们 我哋 阿拉 俺们
  我 俺
  我家 咱家
  广场舞 坝坝舞
  受不了 遭不住 受不倒
  不行 不得行
  坏了 烂[了咯脱]
  这里 这疙瘩 这旮旯 这嘎达
  很 忒 老鼻子
  脏 埋汰
  很黑 黑咕隆咚 黢黑
`
const DIALECT = WORDS.trim()
  .split('\n')
  .map(line => line.trim().split(' '))
const MANDARIN = DIALECT.map(([mandarin = '']) => mandarin)
/** One pattern with a group for each line, so that a text is scanned once and not forty times. */
const TYPED = new RegExp(DIALECT.map(([, ...typed]) => `(${typed.join('|')})`).join('|'), 'gu')

export const inMandarin = (text: string): string =>
  text.replace(TYPED, (typed, ...groups) => MANDARIN[groups.indexOf(typed)] ?? typed)
