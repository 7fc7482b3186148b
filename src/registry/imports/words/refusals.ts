import { defineWords } from '../../../kernel/words.ts'

/** Why something cannot be done, and what can. */
export const refusals = defineWords(
  {
    not_found: '没有这份导入记录。',
    mapping_misfit: '对应的工作表或列与文件不符，或同一含义选了两次。',
    unknown_field: '没有这种含义。',
    unknown_column: '没有这一列。',
    applied_already: '这份花名册已经写入过了。',
    given_up: '这份花名册已放弃。',
    changed_meanwhile: '这份花名册刚被改动过。',
    more_than_previewed: '预览之后有人改了家庭档案：现在写入会多改 {{count}} 处，没有写入任何内容。',
    not_previewed: '预览时没有这处改动。',
    has_faults: '还有 {{count}} 处问题须先修改，没有写入任何内容。',
    rows_forgotten: '这份花名册已结束，原始内容已清除。',
    next_mend: '请下载标注后的表格，改好后再上传。',
    next_upload_again: '请重新上传。',
    next_read_again: '请刷新后再试。',
    next_look_again: '请刷新本页，重新看过预览后再写入；在册才对的，请改正名册再上传。',
  },
  {
    not_found: 'There is no such import.',
    mapping_misfit: 'A sheet or column is not in the file, or one meaning was chosen twice.',
    unknown_field: 'There is no such meaning.',
    unknown_column: 'There is no such column.',
    applied_already: 'This roster has been written already.',
    given_up: 'This roster was given up.',
    changed_meanwhile: 'This roster was changed a moment ago.',
    more_than_previewed:
      'Family files were changed after the preview: writing now would change {{count}} more things; nothing was written.',
    not_previewed: 'The preview did not show this change.',
    has_faults: '{{count}} problems must be mended first; nothing was written.',
    rows_forgotten: 'This import has ended and its content was erased.',
    next_mend: 'Download the marked sheet, mend it, upload it again.',
    next_upload_again: 'Upload it again.',
    next_read_again: 'Reload and try again.',
    next_look_again:
      'Reload, look at the preview again, then write; where the register is right, mend the roster and upload it.',
  },
)
