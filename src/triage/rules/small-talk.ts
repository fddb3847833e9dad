/**
 * Recognises talk about the bot itself or to pass the time: who are you, tell me a joke, I am bored, wrong number. It
 * gets a friendly reply and no ticket; intent.ts checks whether there is a request beside it.
 */

/** A question or remark about the bot. 你们 refers to the staff: "你们几点下班" is a real question. */
const TO_THE_BOT =
  /你(?:们?这个?)?(?:到底|究竟|其实)?(?:是|算)[^,，。]{0,4}(?:机器|人工|真人|假人|程序|电脑|智能|\bai\b)|(?:你|这)[^,，。]{0,4}(?:\bai|人工智能|机器人|真人)(?:吗|吧|么|啊|呀|还是|在?回)|你(?:到底|究竟|今年|现在|也|还)?(?:是谁|是哪(?:个|位)|多大(?!的)|几岁|叫(?:什么|啥)(?!名堂)|姓什么|是男|是女|有(?:没有)?(?:男朋友|女朋友|对象|老婆|老公|名字|感情|朋友)|吃(?:了|过|饭)|睡(?:了|觉)|累不累|喜欢(?:什么|吃|看|谁|我)|爱(?:吃|看|我))|你(?:真|好|挺|还挺|可真|太)(?:聪明|厉害|可爱|有意思|好玩|逗|搞笑)|你会(?:不会)?(?:唱|跳舞|讲|写(?:诗|作文|歌|小说)|画|下棋|做饭|聊|说[^,，。]{0,4}(?:语|话)|算命|作诗)|你能(?:陪|讲|唱)|are you (?:a |an )?(?:human|robot|bot|machine|real|ai)\b|what(?:'s| is) your name|how old are you|speaks? english$|^do you (?:have (?:feelings|a name|friends|a (?:girl|boy)friend)|(?:like|love|hate) me|sleep|dream|eat|get (?:tired|bored))/iu

/** Talk to pass the time, or out of loneliness. */
const PASTIME =
  /(?:讲|说|来)一?[个段](?:笑话|故事|段子)|(?:给|为)(?:我|大家)唱|(?:陪|跟|和|找)(?:我|你|您|个人)[^,，。]{0,3}(?:聊|说说|说会|说几句|说说?话|唠)|聊聊天|聊(?:会儿?|一会|几句|个天)|唠(?:嗑|会|唠)|(?:好|太|真|很|有点|挺|怪)(?:无聊|寂寞|孤单|孤独)|闷得慌|没(?:有)?个?人(?:陪我?|跟我|和我)(?:说|聊|讲)|心里空[落荡]|(?:在家|待着|呆着|一个人)[^,，。]{0,4}(?:没意思|没劲)|^(?:今天|今儿|外面|这)个?(?:天气?|太阳|风|雪|月亮)[^,，。]{0,4}(?:好|热|冷|美|舒服|凉快|不错)[啊呀哦哈的]*$|笑(?:死|不活)|哈哈哈|\blol\b|haha|[雪夜]景真?[好美]|tell me (?:a (?:joke|story)|something (?:funny|nice))|(?:lovely|nice|beautiful) (?:day|morning|evening|weather)\b|i(?:'m| am) (?:so |just )?(?:bored|lonely)|(?:talk|chat) (?:to|with) me|just testing/iu

const WRONG_NUMBER = /[按点发拨打](?:错|岔)(?:了|人|群|地方|号|键)|wrong (?:number|chat|person)/iu

export const isSmallTalk = (clause: string): boolean => TO_THE_BOT.test(clause) || PASTIME.test(clause)

/** Callers use it only without open tickets, because "打错了" may correct one. */
export const isWrongNumber = (clause: string): boolean => WRONG_NUMBER.test(clause)
