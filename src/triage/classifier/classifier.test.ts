import type { LabelledText } from '../../domain/category.ts'
import { describe, expect, it } from 'vitest'
import { trainClassifier } from './classifier.ts'

const examples: LabelledText[] = Object.entries({
  light: [
    '楼道灯坏了',
    '路灯不亮',
    '楼梯间的灯一闪一闪',
    '声控灯没反应',
    'the stair light is broken',
    '小区路灯全灭了',
  ],
  rubbish: [
    '垃圾没人收',
    '垃圾桶满了',
    '楼下堆满垃圾发臭',
    '垃圾站太臭',
    'rubbish is not collected',
    '厨余垃圾到处都是',
  ],
  noise: [
    '半夜施工太吵',
    '楼上噪音扰民',
    '广场舞音乐太大声',
    '夜里装修吵得睡不着',
    'loud music at night',
    '工地噪音大',
  ],
}).flatMap(([label, texts]) => texts.map(text => ({ text, label })))

const classifier = trainClassifier(examples)

describe('the local classifier', () => {
  it.each([
    ['三号楼的楼道灯不亮了', 'light'],
    ['垃圾好几天没人收了', 'rubbish'],
    ['晚上施工噪音太大', 'noise'],
    ['the light in the stair is broken', 'light'],
    ['路 灯 坏 了', 'light'],
  ])('names %s', (text, label) => {
    expect(classifier.predict(text).label).toBe(label)
  })

  it('ranks the labels best first, with shares of one', () => {
    const { label, confidence, ranked } = classifier.predict('楼道灯坏了')
    expect(ranked[0]).toEqual({ label, probability: confidence })
    expect(ranked.map(({ probability }) => probability)).toEqual(
      ranked.map(({ probability }) => probability).sort((a, b) => b - a),
    )
    expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1)
  })

  it.each(['', '   ', '👍', '\u0000', '。。。！', 'Привет, как дела', '\ud800'])('is unsure of %j', text => {
    expect(classifier.predict(text).confidence).toBeLessThan(0.5)
  })

  it('reads only the head of an endless text', () => {
    expect(classifier.predict('楼道灯坏了'.repeat(20_000)).label).toBe('light')
  })

  it('is the same again for the same examples', () => {
    expect(trainClassifier(examples).predict('夜里灯坏了')).toEqual(classifier.predict('夜里灯坏了'))
  })

  it('learns a label from hints alone', () => {
    const hinted = trainClassifier(examples, { hints: { water: ['自来水供应', '停水', '水管漏水'] } })
    expect(hinted.labels).toContain('water')
    expect(hinted.predict('家里停水了').label).toBe('water')
  })

  it('lives with a single label and refuses none', () => {
    expect(trainClassifier([{ text: '你好', label: 'only' }]).predict('再见').label).toBe('only')
    expect(() => trainClassifier([])).toThrow(RangeError)
  })
})
