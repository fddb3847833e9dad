/**
 * Advertisements that somebody sends to the bot. Residents complain about advertisers, swindlers and shops every day, in
 * the same words and with the same telephone numbers; a request that is lost is worse than an advertisement that becomes
 * a ticket. So all of this must hold: an offer, a way to reach whoever offers, and not one word of trouble, of asking or
 * of the writer's own affairs.
 */
const OFFERS =
  /贷款|放款|额度\d|刷单|兼职|日结|日赚|月入|返利|返现|代办|代开|发票|办证|低价|特价|促销|\d折|[一二三四五六七八九]折|优惠|免费(?:领|送|试)|招(?:代理|商|加盟)|加盟|彩票|下注|棋牌|送金币|增粉|减肥|壮阳|包治|专治|loan|casino|\bbet\b|crypto|bitcoin|discount|earn \$?\d+|work from home|followers/iu
const REACHES =
  /加(?:我)?(?:微信|薇信|威信|v信|vx|wx|v\b|qq|群)|(?:微信|薇信|vx|wx|qq)[号:：]?\s*[a-z0-9_-]{5,}|扫码(?:进群|咨询|预约|添加|领)|点击(?:链接|下方)|私(?:聊|信)我|联系(?:我|电话)|详询|电话[:：]?\s*1\d{10}|t\.me\/|telegram:|whatsapp|dm me|click (?:here|the link)/iu
/** What advertisements say in words that are trouble elsewhere. */
const SALES_TALK =
  /不看征信|不查征信|不成功不收费|无需|联系我|私[聊信]我|加我|找我|老毛病|no credit check|don'?t miss/giu
const OTHERWISE =
  /[我俺咱吗呢?？]|本人|怎么|什么|哪[里儿个]|多少|谁|能不能|可不可以|不|没|别|坏|贵|高利|假|骗|退|欠|跑路|拉黑|失败|丢|漏|堵|断|停|吵|脏|臭|修|管管|管一|处理|清理|解决|反映|举报|投诉|扰|小广告|贴|有人|他们|物业|老板|老人|社区|小区里|楼道|政策|申请|\b(?:my|our|we|us|me|not|no|isn'?t|won'?t|can'?t|does|broken|wrong|posted|somebody|someone|they|please|remove|stop|report|scam|fraud|why|how|when|where)\b/iu

export const isSpam = (text: string): boolean =>
  OFFERS.test(text) &&
  REACHES.test(text) &&
  !OTHERWISE.test(text.replace(SALES_TALK, ' ').replace(/\bdm me\b/giu, ' '))
