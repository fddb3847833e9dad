/**
 * Recognises advertisements. Residents complain about advertisers, swindlers and shops every day, with the same words
 * and telephone numbers, and a lost request is worse than an advertisement that becomes a ticket. So all of this must
 * hold: an offer of goods or money, a seller's tone or contact, and no word of trouble, of asking or of the writer's
 * own affairs. A text that names a place needs even more words of a seller.
 */

import { legible } from '../../domain/text/normalize.ts'

/** Offers of goods, services or money. */
const OFFERS =
  /贷款|借款|放款|能借|下款|额度\d|信用卡|套现|提额|pos机|刷单|兼职|日结|[日月年]入|[日稳躺]赚|副业|返利|返现|佣金|代[办开写购]|发票|办证|刻章|[低特]价|促销|特惠|[钜巨]惠|\d折|[一二三四五六七八九]折|满\d+[减送]|优惠|甩卖|清仓|秒杀|开业|免费(?:领|送|试|体验|包邮)|招(?:代理|商|加盟|生)|加盟|彩票|下注|棋牌|送金币|增粉|减肥|瘦身|壮阳|根治|断根|祖传|秘方|疗程|包治|专治|克星|高价回收|(?:长期|大量|专业)(?:回收|收购|疏通|开锁|搬家|清洗|办理|代)|专业(?:通|修)|学历|文凭|包过|内部消息|荐股|牛股|理财|中奖|红包|优惠券|流量卡|技师|自家(?:养|种|做|酿)的?|纯手工|loan|casino|\bbet\b|crypto|bitcoin|\d% off|discount|earn \$?\d+|work from home|followers|make money|free trial|promo code/giu
/** Ways to contact the seller. */
const REACHES =
  /加(?:我)?(?:微信?|薇信?|威信?|v信?|vx|wx|qq|群|好友)(?![\u4e00-\u9fff]*群里)|(?:微信|薇信|vx|wx|qq|电话)同号|(?:微信|薇信|vx|wx|qq)[号:：]?\s*[a-z0-9_-]{5,}|扫码|点(?:击)?(?:链接|下方|领|此处|这里)|https?:|私(?:聊|信)我?|(?:要|需要)的(?:私|联系|加)|联系(?:我|电话)|详询|(?:[进入]群|回复\d)|(?:电话|热线)[:：]?\s*(?:1\d{10}|400)|t\.me\/|telegram:|whatsapp|dm me|join (?:our|my) (?:group|channel|team)|click (?:here|the link)|order now/giu
/** Phrases that only sellers use. */
const PITCHES =
  /见效|上门(?:现金|看货|取货|估价|回收|服务)|24小时上门|现金(?:结算|交易|收购)|秒(?:到账|批|下)|(?:当天|最快|分钟)[^,，。]{0,4}(?:放款|到账|下款)|不看征信|不查征信|无抵押|无担保|零门槛|低息|费率低|免费(?:试|领|体验|送|咨询)|名额有限|先到先得|限时|只限|欢迎(?:来电|咨询|选购|光临|加盟)|长期有效|价格公道|包邮|到店|送(?:好礼|礼品|鸡蛋|话费|红包|家电)|派送|低至|仅需|只需|元起|立减|恭喜|一对一|火热|一年拿证|包(?:过|退换)|无效退款|在家就能|手机就能|轻松|足不出户|稳赚|跟着老师|凭身份证|no credit check|don'?t miss|\bcheap\b|guaranteed|limited (?:time|offer)/giu
/** Sellers' phrases with words that elsewhere mean trouble or a question. */
const SALES_TALK =
  /(?:缺钱|急用钱|手头紧|想赚钱|想减肥|想瘦|还在为[^,，。!！?？]{1,12})(?:吗|么|嘛)?[?？]|不看征信|不查征信|不成功不收费|无效退款|过期作废|一贴见效|包退|贵重|(?:联系|私[聊信]|加)我|找我|老(?:毛病|中医|师操作|师傅)|微信群?同号|no credit check|don'?t miss|\bdm me\b|join (?:our|my) (?:group|channel|team)|t\.me\/\S+/giu
/** Words of trouble, narration and asking, which sellers do not use. */
const OTHERWISE =
  /[我俺咱吗呢么?？]|本人|怎么|咋|什么|啥|哪[里儿个家]|多少|谁|能不能|可不可以|不|没|别|坏|贵|高利|假|骗|退|欠|跑路|拉黑|失败|丢|漏|堵|断(?!根)|停|吵|脏|臭|修|管管|管一|处理|清理|清运|解决|反映|举报|投诉|扰|小广告|传单|贴|塞|刷(?:满|在|了)|[喷写印]在|喇叭|音响|有人|他们|一?帮人|[一那这]?家(?:店|公司)|对方|老板|老人|老太|大爷|大妈|物业|居委|社区|小区里|楼道|政策|申请|诈|传销|推销|拉去|(?:接|收)到|短信|催收|怀疑|违法|群租|赌|涨|扣|强[买卖]|只好|居然|竟然|还(?!款|本|呗|在为)|\b(?:my|our|we|us|me|not|no|isn'?t|won'?t|can'?t|does|broken|wrong|posted|somebody|someone|they|please|remove|stop|report|scam|fraud|why|how|when|where|keeps?|all over)\b/iu
/** Places and polite requests: frequent from residents, rare from sellers. */
const HERE_OR_PLEASE =
  /\d\s?(?:号楼|栋|幢|单元|层|楼|室)|单元|楼[上下道顶里]|门口|路[口上边]|旁边|对面|隔壁|附近|公园|广场|小区|墙|电梯|站台|邻居|麻烦|帮|希望|建议|需要(?!的)|想|请(?!加|联系|扫)/u
/** From this many signs on, even a place counts as part of the offer: "小区门口新店开业，全场五折，扫码领券". */
const LOUD = 4

export function isSpam(text: string): boolean {
  const said = legible(text)
  const left = said.replace(SALES_TALK, ' ')
  if (OTHERWISE.test(left)) return false
  const offers = kindsOf(OFFERS, said)
  const selling = kindsOf(REACHES, said) + kindsOf(PITCHES, said)
  if (offers === 0 || selling + offers < 2 || (selling === 0 && offers < 3)) return false
  return !HERE_OR_PLEASE.test(left) || offers + selling >= LOUD
}

/** Number of distinct matches. */
const kindsOf = (words: RegExp, text: string): number =>
  new Set([...text.toLowerCase().matchAll(words)].map(([word]) => word)).size
