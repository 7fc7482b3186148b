import { defineWords } from '../kernel/words.ts'

export const commandLineWords = defineWords(
  {
    needs_date: '请用 --{{name}} 写明日期，例如 2018-12-31（现在是“{{value}}”）。',
    needs_option: '缺少 --{{name}}。',
    needs_file: '请写明文件。',
    no_file: '没有这个文件，或读不了。',
    cannot_write: '写不了“{{file}}”：请看文件夹是否存在、能否写入。',
    bad_mapping: '对应表不是所要的格式：应为一张 JSON 列表，每个工作表一项，写明 sheet、layout 和 columns。',
    unknown_command: '没有“{{command}}”这个命令。',
    bad_option: '不认识“{{option}}”，或它后面缺少内容。',
    needs_account: '请用 --as 写明以哪个账号办理。',
    unknown_post: '没有“{{post}}”这种岗位；有：{{posts}}。',
    not_permitted: '账号 {{username}} 的岗位没有权限 {{permission}}。',
    unknown_policy: '没有“{{policy}}”这项政策。',
    policy_not_in_force: '政策“{{policy}}”在 {{as_of}} 没有施行；请用 --as-of 写明施行期内的日期。',
  },
  {
    needs_date: 'Say the date with --{{name}}, for example 2018-12-31 (it is “{{value}}” now).',
    needs_option: '--{{name}} is missing.',
    needs_file: 'Name the file.',
    no_file: 'There is no such file, or it cannot be read.',
    cannot_write: '“{{file}}” cannot be written: see that its folder is there and may be written to.',
    bad_mapping:
      'The mapping is not in its form: a JSON list with an entry for each sheet that says sheet, layout and columns.',
    unknown_command: 'There is no command “{{command}}”.',
    bad_option: '“{{option}}” is not known, or lacks its value.',
    needs_account: 'Say with --as in whose name this is done.',
    unknown_post: 'There is no post “{{post}}”; there are: {{posts}}.',
    not_permitted: 'The post of {{username}} does not have the permission {{permission}}.',
    unknown_policy: 'There is no policy “{{policy}}”.',
    policy_not_in_force: 'The policy “{{policy}}” is not in force on {{as_of}}; say a day on which it is with --as-of.',
  },
)
