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
    not_as_foretold: '预览之后又有人改动了 {{count}} 户的资料，要写入的内容变了；没有写入任何内容。',
    family_changed_since: '这一户的资料在预览之后有改动。',
    has_faults: '还有 {{count}} 处问题须先修改，没有写入任何内容。',
    rows_forgotten: '这份花名册已结束，原始内容已清除。',
    next_mend: '请下载标注后的表格，改好后再上传。',
    next_upload_again: '请重新上传。',
    next_read_again: '请刷新后再试。',
    next_preview_again: '请刷新，重新看一遍预览：花名册里的旧资料会覆盖刚改的内容，不该覆盖的先改花名册。',
  },
  {
    not_found: 'There is no such import.',
    mapping_misfit: 'A sheet or column is not in the file, or one meaning was chosen twice.',
    unknown_field: 'There is no such meaning.',
    unknown_column: 'There is no such column.',
    applied_already: 'This roster has been written already.',
    given_up: 'This roster was given up.',
    changed_meanwhile: 'This roster was changed a moment ago.',
    not_as_foretold: '{{count}} households were changed since the preview; nothing was written.',
    family_changed_since: 'This household was changed after the preview.',
    has_faults: '{{count}} problems must be mended first; nothing was written.',
    rows_forgotten: 'This import has ended and its content was erased.',
    next_mend: 'Download the marked sheet, mend it, upload it again.',
    next_upload_again: 'Upload it again.',
    next_read_again: 'Reload and try again.',
    next_preview_again: 'Reload and look at the preview again before applying.',
  },
)
