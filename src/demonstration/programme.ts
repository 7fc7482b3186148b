/** What the activities of the demonstration were called: the names its published report gives, and everyday ones beside them. */

export const LECTURES = [
  '高血压的日常管理',
  '糖尿病饮食与用药',
  '心脏病的预防与急救',
  '冬季呼吸道疾病防护',
  '中老年骨关节保养',
  '合理膳食与体重管理',
  '睡眠与情绪调节',
  '常用药品安全使用',
  '中医四季养生',
  '眼病与听力保健',
  '跌倒预防与居家安全',
  '脑卒中的识别与急救',
  '春季健康与慢病随访',
] as const

export interface Activity {
  month: number
  date: number
  kind: 'group_activity' | 'outing' | 'festival_gathering' | 'group_birthday' | 'tea_talk'
  title: string
  people: number
  minutes: number
  amount_fen: number
}

/** A year of group activities; 1,000 and more person-times in four years. */
export const ACTIVITIES: readonly Activity[] = [
  {
    month: 1,
    date: 27,
    kind: 'festival_gathering',
    title: '迎新春包饺子比赛',
    people: 36,
    minutes: 150,
    amount_fen: 180_000,
  },
  { month: 3, date: 24, kind: 'outing', title: '亲近自然·拥抱幸福', people: 32, minutes: 300, amount_fen: 320_000 },
  { month: 4, date: 26, kind: 'group_birthday', title: '春季集体生日', people: 18, minutes: 120, amount_fen: 90_000 },
  {
    month: 5,
    date: 23,
    kind: 'group_activity',
    title: '温暖美食·爱的传递',
    people: 30,
    minutes: 150,
    amount_fen: 160_000,
  },
  { month: 6, date: 27, kind: 'tea_talk', title: '夏日茶话会', people: 16, minutes: 90, amount_fen: 0 },
  {
    month: 8,
    date: 22,
    kind: 'group_activity',
    title: '甜蜜时光·温馨烘焙',
    people: 24,
    minutes: 120,
    amount_fen: 140_000,
  },
  {
    month: 9,
    date: 12,
    kind: 'group_activity',
    title: '喜迎中秋—月饼DIY培训',
    people: 34,
    minutes: 150,
    amount_fen: 170_000,
  },
  { month: 10, date: 30, kind: 'group_birthday', title: '秋季集体生日', people: 18, minutes: 120, amount_fen: 90_000 },
  { month: 11, date: 20, kind: 'tea_talk', title: '冬日围炉茶话会', people: 16, minutes: 90, amount_fen: 0 },
  {
    month: 12,
    date: 21,
    kind: 'festival_gathering',
    title: '冬至包暖心暖胃汤圆',
    people: 38,
    minutes: 150,
    amount_fen: 150_000,
  },
]

export const WISHES = [
  '一副老花镜',
  '一台收音机',
  '一张全家福装框',
  '一件厚毛衣',
  '陪同回一次老家',
  '一双防滑鞋',
  '修好阳台的灯',
  '一次理发上门',
] as const
