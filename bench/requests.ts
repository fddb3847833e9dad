/** What the simulated residents ask for: plain things, at places of the demo community, spread over its eight grids. */

/** At least one place of every grid; where a compound is cut into two, the building decides. */
const PLACES = [
  '书香苑2号楼',
  '明珠公寓3号楼',
  '状元府12号楼',
  '状元府3号楼',
  '锦绣花园5号楼',
  '河畔人家6号楼',
  '工人新村8号楼',
  '工人新村25号楼',
] as const

const PROBLEMS = [
  '楼道灯坏了',
  '垃圾桶满了没人清',
  '下水道堵了，污水冒出来了',
  '楼上半夜一直很吵，睡不着',
  '的路灯不亮了',
] as const

export const requestText = (index: number): string =>
  `${PLACES[index % PLACES.length]}${PROBLEMS[Math.floor(index / PLACES.length) % PROBLEMS.length]}`
