import type { Sex } from '../../../kernel/id-number.ts'
import type { Branch, ContactRole, HukouKind, LivingArrangement, MaritalCode, Relation } from '../../families/index.ts'

/**
 * The words people put into cells, and what each means. A word that is in no list is said to be not understood; nothing is guessed.
 * Keys are as `wordKey` leaves a cell: simplified, half-width, lower case, without spaces and marks.
 */

function listed<T extends string | boolean>(table: readonly (readonly [T, string])[]): ReadonlyMap<string, T> {
  return new Map(table.flatMap(([value, words]) => words.split(' ').map((word): [string, T] => [word, value])))
}

export const SEXES = listed<Sex>([
  ['male', '男 男性 男士 m male 1'],
  ['female', '女 女性 女士 f female 2'],
])

export const YES_NO = listed<boolean>([
  [true, '是 有 已 √ ✓ y yes 1 true 已领取 已办理 持有 低保 低收入 特困 困难 独居'],
  [false, '否 无 未 × x n no 0 false 没有 未领取 未办理 不困难 非独居 不是'],
])

/** The statutory words of the two branches, as rosters write them; none of them is ever shown. */
export const BRANCHES = listed<Branch>([
  ['death', '死亡 死亡家庭 独生子女死亡 独生子女死亡家庭 子女死亡 亡故 失独 失独家庭 离世 死亡类 死亡扶助 甲类 甲'],
  ['disability', '伤残 伤残家庭 独生子女伤残 独生子女伤残家庭 残疾 子女残疾 子女伤残 伤残类 伤残扶助 残疾家庭 乙类 乙'],
])

export const LIVING = listed<LivingArrangement>([
  ['couple', '夫妻 夫妻同住 夫妻二人 夫妻居住 夫妻同居 与配偶同住 与配偶 双人'],
  ['alone', '独居 一人 单独居住 独自居住 独住 一人居住 是'],
  ['with_relatives', '与亲属同住 与子女同住 与家人同住 与孙辈同住 与父母同住 与亲戚同住 亲属 家人 多人同住'],
  ['institution', '养老院 养老机构 机构 敬老院 福利院 住养老院 机构养老 护理院'],
  ['other', '其他 其它'],
  ['unknown', '不详 未知 不清楚'],
])

/** GB/T 2261.2. 已婚 is not in the list: it does not say whether for the first time. */
export const MARITAL = listed<MaritalCode>([
  ['10', '未婚 10'],
  ['21', '初婚 21'],
  ['22', '再婚 22'],
  ['23', '复婚 23'],
  ['30', '丧偶 30'],
  ['40', '离婚 离异 40'],
  ['90', '不详 未说明 90'],
])

export const HUKOU_KINDS = listed<HukouKind>([
  ['urban', '城镇 城市 非农 非农业 城镇户口 非农业户口 城市户口 城镇居民 非农户口 非农业家庭户口 非农业家庭户'],
  ['rural', '农业 农村 农业户口 农村户口 农业家庭户口 农业家庭户 农村居民'],
  ['resident', '居民 居民户口 居民户 居民家庭户口 居民家庭户 统一居民户口'],
])

export const CONTACT_ROLES = listed<ContactRole>([
  ['call_first', '首选联系 首选 紧急联系人 紧急联系 联系人 联络'],
  ['guardian', '监护人 意定监护人 监护 意定监护'],
  ['guarantor', '担保人 养老担保 担保 入院担保'],
  ['hospital', '医院联系人 医疗联系人 就医陪同 医院 医疗'],
  ['funeral', '身后事联系人 后事 身后事 殡葬联系人'],
])

/** How somebody stands to the head of the household, or in the family. */
export const RELATIONS = listed<Relation>([
  [
    'parent',
    '户主 本人 父亲 父 母亲 母 配偶 妻 妻子 夫 丈夫 爱人 老伴 男方 女方 申请人 扶助对象 特扶对象 父母 之妻 之夫',
  ],
  [
    'child',
    '子 女 儿子 女儿 子女 独生子 独生女 独生子女 长子 长女 孩子 亡子 亡女 已故子女 养子 养女 之子 之女 独子 独女',
  ],
  ['grandchild', '孙子 孙女 孙 外孙 外孙女 外孙子 孙辈 孙子女 外孙子女'],
  ['child_in_law', '儿媳 儿媳妇 媳妇 女婿'],
  ['grandparent', '祖父 祖母 外祖父 外祖母 爷爷 奶奶 外公 外婆 岳父 岳母 公公 婆婆 公 婆 户主父亲 户主母亲'],
  ['other', '其他 其它 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 侄子 侄女 外甥 外甥女 亲属 其他亲属 保姆'],
])

/** A sex that the relation says where there is neither a column nor an ID number for it. */
export const SEX_OF_RELATION = listed<Sex>([
  [
    'male',
    '父亲 父 夫 丈夫 男方 儿子 子 独生子 长子 亡子 养子 独子 孙子 外孙 外孙子 女婿 祖父 外祖父 爷爷 外公 岳父 公公',
  ],
  [
    'female',
    '母亲 母 妻 妻子 女方 女儿 女 独生女 长女 亡女 养女 独女 孙女 外孙女 儿媳 儿媳妇 祖母 外祖母 奶奶 外婆 岳母 婆婆',
  ],
])

/** GB/T 4658, two digits. */
export const EDUCATION = listed<string>([
  ['10', '研究生 硕士 博士'],
  ['20', '本科 大学 大学本科'],
  ['30', '大专 专科 大学专科'],
  ['40', '中专 中等专科 中职'],
  ['50', '技校 技工学校'],
  ['60', '高中 普通高中'],
  ['70', '初中'],
  ['80', '小学'],
  ['90', '文盲 半文盲 文盲半文盲 其他 不识字'],
])

const PEOPLES =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 ' +
  '羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'

/** GB/T 3304: 01 to 56 in this order, 97 others. */
export const ETHNICITIES: ReadonlyMap<string, string> = new Map([
  ...PEOPLES.split(' ').flatMap((name, index): [string, string][] => {
    const code = String(index + 1).padStart(2, '0')
    return [
      [name, code],
      [`${name}族`, code],
      [code, code],
    ]
  }),
  ['其他', '97'],
  ['穿青人', '97'],
])

export const DISABILITY_GRADES = listed<'1' | '2' | '3' | '4'>([
  ['1', '1 一级 壹级 1级 一'],
  ['2', '2 二级 贰级 2级 二'],
  ['3', '3 三级 叁级 3级 三'],
  ['4', '4 四级 肆级 4级 四'],
])
