import { defineWords } from './words.ts'

/** The texts of every code that the kernel refuses with or gives as a reason. */
export const kernelWords = defineWords(
  {
    kernel: {
      date: '日期应写成“2026-11-21”，且当天确实存在',
      instant: '时间格式不对',
      division_code: '行政区划代码应为2、4、6、9或12位数字',
      amount: {
        format: '金额应写成“12.30”，单位为元',
        below_fen: '金额最多写到分（两位小数）',
        too_large: '金额过大',
      },
      id_number: {
        empty: '没有填写身份证号',
        characters: '身份证号中有数字和X以外的字符',
        length: '身份证号应为18位',
        fifteen_digits: '这是15位的旧身份证号，请填写现用的18位号码',
        old_foreign_card: '这是旧版外国人永久居留证号，请填写18位的新号码',
        spreadsheet: '表格软件改动了身份证号的末几位，请将该列设为“文本”后重新填写',
        masked: '身份证号已被遮盖，请填写完整号码',
        area: '身份证号开头两位不是任何省份的代码',
        birth_date: '身份证号中的出生日期不存在',
        check_digit: '身份证号的校验位不对，请逐位核对',
        certificate_length: '残疾人证号应为20位：身份证号18位，加类别、等级各1位',
        kind: '残疾人证号第19位（类别）应为1至7',
        grade: '残疾人证号第20位（等级）应为1至4',
      },
      loose_date: {
        empty: '没有填写日期',
        format: '看不懂这个日期，请写成“1962-03-05”',
        incomplete: '日期不完整，请写明年、月、日',
        two_digit_year: '年份请写四位',
        order: '分不清哪个是月、哪个是日，请写成“1962-03-05”',
        lunar: '这是农历日期，请填写公历日期',
        no_such_day: '没有这一天',
        range: '日期应在1850年至2199年之间',
      },
    },
  },
  {
    kernel: {
      date: 'Write the date as “2026-11-21”; the day must exist',
      instant: 'This is not a valid time',
      division_code: 'A division code has 2, 4, 6, 9 or 12 digits',
      amount: {
        format: 'Write the amount in yuan, as “12.30”',
        below_fen: 'An amount has at most two decimals',
        too_large: 'The amount is too large',
      },
      id_number: {
        empty: 'The ID number is missing',
        characters: 'The ID number holds something other than digits and X',
        length: 'An ID number has 18 characters',
        fifteen_digits: 'This is an old number of 15 digits; enter the present one of 18',
        old_foreign_card: 'This is the old permanent-residence number; enter the new one of 18 digits',
        spreadsheet: 'A spreadsheet changed the last digits; set the column to text and enter the number again',
        masked: 'The ID number is masked; enter the whole number',
        area: 'The first two digits are the code of no province',
        birth_date: 'The birth date inside the ID number does not exist',
        check_digit: 'The check digit is wrong; compare the number digit by digit',
        certificate_length: 'A disability certificate has 20 characters: the ID number, the kind and the grade',
        kind: 'Character 19 of the certificate (kind) must be 1 to 7',
        grade: 'Character 20 of the certificate (grade) must be 1 to 4',
      },
      loose_date: {
        empty: 'The date is missing',
        format: 'This date cannot be read; write it as “1962-03-05”',
        incomplete: 'The date is incomplete; give year, month and day',
        two_digit_year: 'Write the year with four digits',
        order: 'Day and month cannot be told apart; write the date as “1962-03-05”',
        lunar: 'This is a lunar date; give the date of the common calendar',
        no_such_day: 'There is no such day',
        range: 'The date must lie between 1850 and 2199',
      },
    },
  },
)
