/** Made-up names, put together from parts. */
type Named = readonly [zh: string, en: string]

export const SUBDISTRICTS: readonly Named[] = [
  ['云汀街道', 'Yunting Subdistrict'],
  ['松陌街道', 'Songmo Subdistrict'],
  ['望岚街道', 'Wanglan Subdistrict'],
  ['雁栖桥街道', 'Yanqiqiao Subdistrict'],
  ['荷浦街道', 'Hepu Subdistrict'],
  ['石樾街道', 'Shiyue Subdistrict'],
]

const FIRST: readonly Named[] = [
  ['晴', 'Qing'],
  ['汀', 'Ting'],
  ['槐', 'Huai'],
  ['苇', 'Wei'],
  ['砚', 'Yan'],
  ['棠', 'Tang'],
]
const SECOND: readonly Named[] = [
  ['川', 'chuan'],
  ['塘', 'tang'],
  ['坪', 'ping'],
  ['屏', 'bing'],
  ['浦', 'pu'],
]

export const communityNames = (count: number): Named[] =>
  pairs(FIRST, SECOND, (a, b) => [`${a[0]}${b[0]}社区`, `${a[1]}${b[1]} Community`]).slice(0, count)

const COMPOUND = (
  '翠微 Cuiwei,澜庭 Lanting,枫泊 Fengbo,鹿鸣 Luming,听松 Tingsong,鹭洲 Luzhou,梧岸 Wuan,锦溪 Jinxi,' +
  '月汐 Yuexi,朗润 Langrun,春和 Chunhe,菱湖 Linghu,半夏 Banxia,杏帘 Xinglian,桐阴 Tongyin,竹里 Zhuli,' +
  '沁园 Qinyuan,云杉 Yunshan,怀瑾 Huaijin,知秋 Zhiqiu,晓岚 Xiaolan,棣华 Dihua,柏悦 Boyue,茗溪 Mingxi,' +
  '南薰 Nanxun,北辰 Beichen,东篱 Dongli,西岭 Xiling,白鹤 Baihe,青禾 Qinghe,紫陌 Zimo,丹霞 Danxia'
)
  .split(',')
  .map((each): Named => {
    const [zh = '', en = ''] = each.split(' ')
    return [zh, en]
  })
const KIND: readonly Named[] = [
  ['苑', 'Garden'],
  ['花园', 'Park Homes'],
  ['家园', 'Homes'],
  ['新村', 'New Village'],
  ['公寓', 'Apartments'],
  ['名邸', 'Residence'],
  ['雅居', 'House'],
  ['府', 'Court'],
]

/** 256 of them. */
export const compoundNames = (): Named[] =>
  pairs(COMPOUND, KIND, (a, b) => [`${a[0]}${b[0]}`, `${a[1]} ${b[1]}`])

const pairs = (as: readonly Named[], bs: readonly Named[], join: (a: Named, b: Named) => Named): Named[] =>
  as.flatMap(a => bs.map(b => join(a, b)))

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'
const GIVEN = '岚澜汀禾棠砚苇槐蓁越朗润晗昭宁远舒扬知行怀瑾若念安景和清'

export function personNames(random: () => number): string {
  const one = (letters: string) => letters.charAt(Math.floor(random() * letters.length))
  return one(SURNAMES) + one(GIVEN) + (random() < 0.7 ? one(GIVEN) : '')
}
