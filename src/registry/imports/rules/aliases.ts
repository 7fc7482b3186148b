import type { Attribute, PersonRole } from './fields.ts'

const words = (text: string): readonly string[] => text.split(' ')

/**
 * What officers call a column, as `headerKey` leaves it (simplified, without spaces, brackets and marks). Found in rosters of the field
 * and in the data items of the county declaration form.
 */
export const ALIASES: Readonly<Record<Attribute, readonly string[]>> = {
  name: words('姓名 名字 成员姓名 家庭成员 家庭成员姓名 人员姓名 家人姓名 name'),
  id_number: words(
    '身份证号 身份证号码 身份证 身份证件号 身份证件号码 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 ' +
      '居民身份证号码 证件号 证件号码 有效证件号码 身份号码 id idnumber idno',
  ),
  sex: words('性别 sex gender'),
  birth_date: words('出生日期 出生年月 出生年月日 出生时间 生日 出生 birthdate dateofbirth'),
  relation: words(
    '与户主关系 与户主的关系 关系 家庭关系 成员关系 与申请人关系 与本人关系 称谓 家庭角色 成员身份 家庭成员关系 ' +
      'relation',
  ),
  phone: words('联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 移动电话 本人电话 phone mobile'),
  hukou_kind: words('户口性质 户籍性质 户口类型 户籍类型 户口类别 户籍类别 户别'),
  hukou_place: words('户籍地 户口所在地 户籍所在地 户籍地址 户口地址 户籍 户籍区划'),
  marital: words('婚姻状况 婚姻 婚姻状态 婚况 婚姻情况'),
  marital_since: words('婚姻变动日期 婚姻变动时间 婚变时间 婚变日期 结婚时间 结婚日期'),
  ethnicity: words('民族'),
  education: words('文化程度 学历 受教育程度 教育程度'),
  died_on: words(
    '死亡时间 死亡日期 死亡年月 死亡年月日 去世时间 去世日期 离世日期 离世时间 亡故时间 亡故日期 逝世日期 身故日期 ' +
      '身故时间 死亡',
  ),
  only_child_certificate: words(
    '独生子女证号 独生子女证 独生子女证号码 独生子女证编号 独生子女父母光荣证 独生子女父母光荣证号 独生子女父母光荣证编号 ' +
      '独生子女光荣证号 光荣证号 光荣证编号 光荣证',
  ),
  only_child_issued_on: words(
    '独生子女证发证日期 独生子女证办证日期 独生子女父母光荣证发证日期 光荣证发证日期 领证日期 领证时间',
  ),
  disability_certificate: words('残疾证号 残疾证 残疾证号码 残疾证编号 残疾人证 残疾人证号 残疾人证号码 残疾人证编号'),
  disability_grade: words('残疾等级 残疾级别 伤残等级 残疾程度'),
  disability_issued_on: words('残疾证发证日期 残疾人证发证日期 残疾证办理时间 残疾评定日期 评残日期 评残时间'),
  household_number: words('户编号 家庭编号 户号 家庭序号 户序号 家庭户号 档案号 家庭档案号 户数序号 householdno'),
  district: words('区县 县区 区 县 所属区县 所在区县 县市区'),
  street: words('街道 乡镇 乡镇街道 街道乡镇 镇街 所属街道 所在街道 街道名称 乡镇名称'),
  community: words(
    '社区 社区名称 所属社区 所在社区 居住社区 居委会 所属居委会 社区居委会 村居 村社区 社区村 村居委会 村居社区 ' +
      '村委会 行政村 community',
  ),
  address: words(
    '住址 现住址 家庭住址 居住地址 详细地址 详细住址 地址 现居住地 现居住地址 居住地 家庭地址 联系地址 通讯地址 ' +
      '常住地址 address',
  ),
  branch: words(
    '类别 类型 家庭类别 家庭类型 扶助类别 扶助类型 特扶类别 特扶类型 特殊家庭类型 特殊家庭类别 死亡伤残 伤残死亡 ' +
      '对象类别 对象类型 人员类别',
  ),
  living_arrangement: words('居住状况 居住情况 居住方式 居住状态 是否独居 独居'),
  hardship: words('是否困难 困难家庭 经济困难 是否困难家庭 低保 是否低保 是否低收入 困难情况'),
  registered_on: words('建档日期 建档时间 登记日期 登记时间 入册日期 纳入时间 纳入日期'),
  children_born: words('生育子女数 曾生育子女数 曾生育数 生育数 曾生育子女数含收养'),
  children_surviving: words('现存子女数 存活子女数 现有子女数 现存活子女数'),
  has_only_child_certificate: words(
    '是否领取独生子女证 有无独生子女证 是否持有独生子女证 是否领证 是否持证 是否办理独生子女证',
  ),
  contact_name: words('紧急联系人 紧急联系人姓名 联系人 联系人姓名 监护人 监护人姓名 代办人 代办人姓名'),
  contact_relation: words('联系人关系 紧急联系人关系 与联系人关系 联系人与本人关系 紧急联系人与本人关系 监护人关系'),
  contact_phone: words('联系人电话 联系人手机 紧急联系人电话 紧急联系人手机 紧急联系电话 监护人电话 联系人联系电话'),
  contact_roles: words('联系人职责 联系人类型 联系人身份'),
  tags: words('标签 人群标签 家庭标签'),
}

/** How a person is named in front of a column of hers: 父亲姓名, 男方身份证号, 子女出生日期. */
export const ROLE_WORDS: Readonly<Record<Exclude<PersonRole, 'person'>, readonly string[]>> = {
  father: words('父亲 父方 男方 丈夫 父'),
  mother: words('母亲 母方 女方 妻子 母'),
  self: words('本人 申请人 户主 当事人 扶助对象 特扶对象 扶助人'),
  spouse: words('配偶 爱人'),
  child: words(
    '独生子女 亡故子女 已故子女 死亡子女 去世子女 离世子女 伤残子女 残疾子女 死亡伤残子女 伤残死亡子女 特扶子女 子女 ' +
      '孩子 小孩',
  ),
}
