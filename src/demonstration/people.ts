import { addDays, type CivilDate, civilDate, daysBetween } from '../kernel/calendar.ts'
import { makeIdNumber, type Sex } from '../kernel/id-number.ts'
import { between, pick, type Random } from './random.ts'

/** Made-up names, numbers and days for the demonstration. Nobody who lives is meant; check digits are right. */

const SURNAMES = Array.from(
  '李王张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦',
)
const WOMEN = Array.from('秀英桂兰玉梅淑珍凤仙琼芬丽华美琴惠芳素云春燕红霞翠莲金凤彩虹月娥晓敏')
const MEN = Array.from('建国志强明德文华光荣永福家兴世昌正平国栋海涛云峰学军家良绍武自成有才保忠')
const YOUNG = Array.from('晨曦子涵宇轩雨桐思远佳怡浩然一鸣欣妍俊杰梓萱嘉琪天佑若琳')

export function surname(random: Random): string {
  return pick(random, SURNAMES)
}

export function givenName(random: Random, sex: Sex, born: CivilDate): string {
  const list = born > '1990' ? YOUNG : sex === 'female' ? WOMEN : MEN
  const first = pick(random, list)
  return between(random, 1, 10) > 3 ? first + pick(random, list) : first
}

/** A day from `from` to `to`, both included. */
export function dayBetween(random: Random, from: CivilDate, to: CivilDate): CivilDate {
  return addDays(from, between(random, 0, Math.max(0, daysBetween(from, to))))
}

export function laterOf(...days: readonly CivilDate[]): CivilDate {
  return days.toSorted().at(-1) ?? civilDate('1900-01-01')
}

/** The roster is taken in at the end of 2014: nothing in it is later. */
export const LAST_REGISTERED = civilDate('2014-12-19')

export function earlierOf(one: CivilDate, other: CivilDate): CivilDate {
  return one < other ? one : other
}

const AREAS = [
  530103, 530103, 530103, 530103, 530103, 530102, 530111, 530112, 530102, 530124, 530381, 532301, 510104,
] as const

/** Gives numbers of the one national form, no number twice. */
export function numberGiver(random: Random): (born: CivilDate, sex: Sex) => string {
  const given = new Set<string>()
  return (born, sex) => {
    for (;;) {
      const number = makeIdNumber(pick(random, AREAS), born, between(random, 0, 499) * 2 + (sex === 'male' ? 1 : 0))
      if (given.has(number)) continue
      given.add(number)
      return number
    }
  }
}

/** Mobile numbers out of one block, no number twice. */
export function phoneGiver(random: Random): () => string {
  const given = new Set<string>()
  return () => {
    for (;;) {
      const phone = `1990000${String(between(random, 0, 9999)).padStart(4, '0')}`
      if (given.has(phone)) continue
      given.add(phone)
      return phone
    }
  }
}
