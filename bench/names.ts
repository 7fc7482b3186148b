import { namePinyin } from '../src/kernel/names.ts'

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎'
const GIVEN =
  '明国文华建军平志伟东海强晓生光林小民永杰波成康新健福安良忠信凤兰英玉秀珍红梅丽芳敏静淑惠珠翠雅芝萍娥玲芬燕彩春菊勤贞莉荣爱妹霞香月莺媛艳瑞凡佳嘉琼桂娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵'

/** Characters with their readings, for names made in the database by number. Nobody is called so on purpose. */
export function nameParts(): { surnames: Part[]; given: Part[] } {
  return { surnames: partsOf(SURNAMES), given: partsOf(GIVEN) }
}

interface Part {
  character: string
  pinyin: string
  initial: string
}

function partsOf(text: string): Part[] {
  return Array.from(text, (character) => {
    const { pinyin, initials } = namePinyin(character)
    return { character, pinyin, initial: initials }
  })
}
