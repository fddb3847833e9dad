/**
 * What a resident asked and what a worker wrote at the end, written for this project: does the note speak of it? Written
 * before the rule was; the rule was chosen on `LEARNT`, and `UNSEEN` is what it is measured on.
 */
export interface ClosingPair {
  category: string
  asked: string
  note: string
  /** The note speaks of something else. */
  stray: boolean
}

const of =
  (stray: boolean) =>
  ([category, asked, note]: readonly [string, string, string]): ClosingPair => ({
    category,
    asked,
    note,
    stray,
  })

const LEARNT_ANSWERS = (
  [
    ['facilities.lighting', '3号楼楼道灯坏了，晚上看不见', '换了新灯泡，已经亮了'],
    ['facilities.lighting', '楼道黑得要命，老人不敢下楼', '声控开关坏了，已更换'],
    ['drainage.sewer', '下水道堵了，污水往外冒', '疏通完成，地面已冲洗'],
    ['lift.broken', '电梯停了两天了', '维保更换主板后恢复运行'],
    ['sanitation.rubbish', '垃圾桶满了三天没人收', '已联系环卫清运干净，增加一次清运'],
    ['order.vendors', '校门口摆摊的把路堵死了', '城管已到场劝离，早晚高峰安排人值守'],
    ['neighbours.noise', '楼上半夜蹦迪一样，睡不着', '已上门沟通，对方答应十点以后不跑跳'],
    ['traffic.parking', '消防通道老有车停着', '已通知车主挪走，并贴了提示'],
    ['greenery.trees', '树枝挡住我家窗户了', '园林工人已修剪'],
    ['fire.ebike_charging', '有人飞线充电', '线已拆除，对住户进行了教育'],
    ['utilities.no_water', '家里没水了', '管道抢修完成，14点恢复供应'],
    ['animals.stray', '小区里有好几只野狗追孩子', '已请救助站捕走三只'],
    ['property.service', '物业电话打不通，去了也没人理', '约谈项目经理，已公示新的值班号码'],
    ['neighbours.leak', '楼上漏水把我家天花板泡了', '双方调解同意，楼上重做防水，赔偿八百元'],
    ['guidance.id_card', '身份证丢了去哪里补', '带户口簿到派出所户籍窗口办理，20个工作日领取'],
    ['labour.wages', '工地欠我三个月工资不给', '劳动监察已介入，公司承诺付清，今日已到账'],
    ['care.elderly', '独居老人没人管，吃饭都成问题', '已联系助餐点每日送餐，网格员每周上门'],
    ['hazards.falling', '外墙瓷砖往下掉，差点砸到人', '已拉警戒线，脱落部分清除并加固'],
    ['facilities.road', '路上一个大坑，骑车摔了', '坑洞已用沥青补平'],
    ['nuisance.fumes', '楼下饭店油烟熏得没法开窗', '商户已加装净化器，检测达标'],
    ['sanitation.posters', '墙上贴满了开锁广告', '全部铲除并粉刷'],
    ['housing.renewal', '老旧小区什么时候改造', '已列入明年计划，三月公示方案'],
  ] as const
).map(of(false))

const LEARNT_STRAY = (
  [
    ['facilities.lighting', '3号楼楼道灯坏了', '下水道已疏通，污水已清理干净'],
    ['drainage.sewer', '下水道堵了，污水往外冒', '楼道灯泡已更换，恢复照明'],
    ['lift.broken', '电梯停了两天了', '垃圾已清运，垃圾桶已冲洗'],
    ['sanitation.rubbish', '垃圾桶满了三天没人收', '电梯维保已修好，恢复运行'],
    ['neighbours.noise', '楼上半夜太吵睡不着', '已通知车主把违停的车挪走'],
    ['traffic.parking', '消防通道老有车停着', '树枝已修剪完毕'],
    ['greenery.trees', '树枝挡住我家窗户了', '路面坑洞已修补平整'],
    ['animals.stray', '小区里有好几只野狗', '墙上小广告已全部清除'],
    ['utilities.no_water', '家里没水了', '楼上邻居漏水已调解，做了防水'],
    ['order.vendors', '校门口摆摊的把路堵死了', '井盖已更换，安全隐患消除'],
    ['facilities.road', '路上一个大坑，骑车摔了', '流浪狗已捕走'],
    ['property.service', '物业电话打不通没人理', '路灯线路已修复，晚上亮了'],
    ['guidance.id_card', '身份证丢了去哪里补', '楼道杂物已清理，通道畅通'],
    ['labour.wages', '工地欠我三个月工资不给', '工地夜间施工噪声已制止，限时施工'],
    ['nuisance.fumes', '楼下饭店油烟熏得没法开窗', '停水已抢修恢复供水'],
    ['care.elderly', '独居老人没人管', '飞线充电已拆除'],
    ['sanitation.posters', '墙上贴满了开锁广告', '健身器材螺丝已紧固，可正常使用'],
    ['housing.renewal', '老旧小区什么时候改造', '共享单车已摆放整齐'],
  ] as const
).map(of(true))

const UNSEEN_ANSWERS = (
  [
    ['facilities.lighting', '小区大门口路灯一直闪', '镇流器老化，电工师傅换好了'],
    ['drainage.flooding', '一下雨门口就成河', '清掏雨水口，积水退了'],
    ['lift.unsafe', '电梯上下抖得厉害，咣当响', '维保单位检查，调整导轨，试运行正常'],
    ['sanitation.bulky', '装修垃圾堆在楼下半个月', '已安排车辆拉走'],
    ['sanitation.toilet', '公厕臭得没法进', '保洁每天增加两次冲洗，已更换水箱'],
    ['nuisance.public_noise', '广场舞音响震天', '与领队约定九点前结束，音量调低'],
    ['traffic.abandoned', '一辆破面包车占着车位两年没动过', '联系车主无果，交警拖移'],
    ['traffic.spaces', '停车费突然涨价', '物业出示备案文件，居民表示理解'],
    ['greenery.pests', '楼道里老鼠乱窜', '投放鼠饵，封堵洞口'],
    ['fire.blocked_exit', '邻居鞋柜杂物堆满安全出口', '当事人自行搬走，现场已畅通'],
    ['order.structure', '楼顶有人搭彩钢房', '执法队下达责令整改，今日拆完'],
    ['neighbours.shared_space', '隔壁把花盆摆到过道里', '上门劝导后已收回屋内'],
    ['animals.dogs', '有人遛狗不牵绳', '民警对当事人进行了批评教育'],
    ['consumer.delivery', '快递扔在门口丢了', '站点核实后照价赔付'],
    ['utilities.no_heat', '暖气不热，屋里才十五度', '入户排气并清洗过滤网，室温升到20度'],
    ['guidance.household', '孩子上户口要什么材料', '请携带出生证明和结婚证到派出所'],
    ['care.hardship', '家里揭不开锅了，想申请补助', '帮其填好低保表格，街道受理'],
    ['facilities.manhole', '井盖翘起来了很危险', '已复位加固'],
    ['facilities.cables', '电线耷拉到地上了', '供电所到场重新架设'],
    ['hazards.gas_leak', '厨房一股煤气味', '燃气公司换了软管，检测无泄漏'],
    ['council.add_lift', '我们楼想装电梯怎么弄', '指导成立筹备小组，先征求各户意见'],
    ['property.fees', '没电梯还收电梯费', '核实后退还多收的 120 元'],
    ['neighbours.noise', '隔壁装修周末还在砸墙', '责令节假日停工'],
    ['facilities.lighting', 'the hallway light on floor 3 is out', 'replaced the bulb, it works now'],
    ['drainage.sewer', 'the drain in the yard is blocked', 'cleared the pipe and washed the yard'],
  ] as const
).map(of(false))

const UNSEEN_STRAY = (
  [
    ['facilities.lighting', '小区大门口路灯一直闪', '快递已找到，送还居民'],
    ['drainage.flooding', '一下雨门口就成河', '广场舞音响已调低音量'],
    ['lift.unsafe', '电梯上下抖得厉害', '违建彩钢房已拆除'],
    ['sanitation.bulky', '装修垃圾堆在楼下半个月', '暖气已排气，室温达标'],
    ['sanitation.toilet', '公厕臭得没法进', '僵尸车已拖走'],
    ['nuisance.public_noise', '广场舞音响震天', '老鼠洞口已封堵，投放了鼠药'],
    ['traffic.abandoned', '一辆破面包车占着车位', '公厕已安排保洁打扫'],
    ['greenery.pests', '楼道里老鼠乱窜', '停车费收费标准已公示'],
    ['fire.blocked_exit', '邻居鞋柜堆满安全出口', '低保申请已受理'],
    ['order.structure', '楼顶有人搭彩钢房', '雨水口已清掏，积水已排除'],
    ['animals.dogs', '有人遛狗不牵绳', '楼道灯已修好'],
    ['consumer.delivery', '快递扔在门口丢了', '燃气软管已更换，检测无泄漏'],
    ['utilities.no_heat', '暖气不热，屋里才十五度', '装修垃圾已拉走'],
    ['guidance.household', '孩子上户口要什么材料', '电梯已修好，恢复运行'],
    ['care.hardship', '家里揭不开锅了，想申请补助', '遛狗不牵绳已批评教育'],
    ['facilities.manhole', '井盖翘起来了很危险', '树木已修剪'],
    ['council.add_lift', '我们楼想装电梯怎么弄', '楼下烧烤油烟已整改，装了净化器'],
    ['facilities.lighting', 'the hallway light is out', 'the rubbish was taken away and the bins washed'],
    ['drainage.sewer', 'the drain in the yard is blocked', 'the lift was repaired and runs again'],
  ] as const
).map(of(true))

export const LEARNT: readonly ClosingPair[] = [...LEARNT_ANSWERS, ...LEARNT_STRAY]
export const UNSEEN: readonly ClosingPair[] = [...UNSEEN_ANSWERS, ...UNSEEN_STRAY]
