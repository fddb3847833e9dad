/**
 * Advertisements that somebody sends to the bot. Both must be there, an offer and a way to reach whoever offers, and no
 * word of complaint: residents complain about advertisements and swindlers every day, in the same words.
 */
const OFFERS =
  /贷款|放款|额度|利息|刷单|兼职|日结|日赚|返利|返现|代办|代开|发票|办证|低价|特价|促销|优惠|折扣|免费(?:领|送|试)|招(?:代理|商|加盟)|加盟|信用卡|彩票|下注|棋牌|游戏币|增粉|减肥|壮阳|包治|装修(?:找|优惠|套餐)|房源|loan|casino|\bbet\b|crypto|bitcoin|discount|promo|earn \$?\d+|work from home|followers/iu
const REACHES =
  /加(?:我)?(?:微信|薇信|威信|v信|vx|wx|v\b|qq|群)|(?:微信|薇信|vx|wx|qq)[号:：]?\s*[a-z0-9_-]{5,}|扫码|点击(?:链接|下方)|私(?:聊|信)我|联系我|电话[:：]?\s*1\d{10}|https?:\/\/|www\.|t\.me\/|telegram:|whatsapp|dm me|click (?:here|the link)/iu
const COMPLAINS =
  /举报|投诉|被骗|骗(?:了|子|我|人|钱|老)|诈骗|上当|骚扰|小广告|贴满|到处(?:贴|是)|老有人|总有人|天天(?:有人|打)|怎么办|管不管|管管|清理|处理一下|report|complain|scam|fraud|fake|stuck on|posted (?:on|all)/iu

export const isSpam = (text: string): boolean =>
  OFFERS.test(text) && REACHES.test(text) && !COMPLAINS.test(text)
