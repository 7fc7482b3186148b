import { defineWords } from '../kernel/words.ts'

export const commandLineWords = defineWords(
  {
    needs_date: '请用 --{{name}} 写明日期，例如 2018-12-31（现在是“{{value}}”）。',
    needs_option: '缺少 --{{name}}。',
    needs_file: '请写明文件。',
    no_file: '没有这个文件，或读不了。',
    bad_mapping: '对应表不是所要的格式：应为一张 JSON 列表，每个工作表一项，写明 sheet、layout 和 columns。',
    unknown_command: '没有“{{command}}”这个命令。',
    needs_account: '请用 --as 写明以哪个账号办理。',
    not_permitted: '账号 {{username}} 的岗位没有权限 {{permission}}。',
    unknown_policy: '没有“{{policy}}”这项政策。',
  },
  {
    needs_date: 'Say the date with --{{name}}, for example 2018-12-31 (it is “{{value}}” now).',
    needs_option: '--{{name}} is missing.',
    needs_file: 'Name the file.',
    no_file: 'There is no such file, or it cannot be read.',
    bad_mapping:
      'The mapping is not in its form: a JSON list with an entry for each sheet that says sheet, layout and columns.',
    unknown_command: 'There is no command “{{command}}”.',
    needs_account: 'Say with --as in whose name this is done.',
    not_permitted: 'The post of {{username}} does not have the permission {{permission}}.',
    unknown_policy: 'There is no policy “{{policy}}”.',
  },
)
