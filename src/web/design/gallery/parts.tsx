import { useState } from 'react'
import {
  Ago,
  BoardPage,
  Button,
  Card,
  CheckField,
  Chip,
  Cluster,
  ConfirmWithNumbers,
  Count,
  DateText,
  Dialog,
  EmptyState,
  FileField,
  Form,
  FormEnd,
  InstantText,
  MaskedValue,
  Money,
  NotFound,
  Notice,
  ProblemNotice,
  ReasonDialog,
  Section,
  SelectField,
  Stack,
  Sub,
  TextField,
  toast,
  type Tone,
} from '../index.ts'
import { issue_problem, problem, useSay } from './sample.ts'

const tones: readonly Tone[] = ['plain', 'done', 'attention', 'info', 'accent']

function Words() {
  const say = useSay()
  return (
    <Card title={say('字与数', 'Words and numbers')}>
      <Stack gap="tight">
        <Cluster>
          {tones.map((tone) => (
            <Chip key={tone} tone={tone}>
              {say('状态', 'state')} {tone}
            </Chip>
          ))}
          <Chip tone="alarm">{say('求助', 'SOS')}</Chip>
        </Cluster>
        <Cluster>
          <Count value={1} unit="household" /> · <Count value={1741} unit="household_time" /> ·{' '}
          <Count value={1000} unit="person" or_more /> · <Count value={96} unit="session" />
        </Cluster>
        <Cluster>
          <Money fen={159_297_000_000} /> · <Money fen={30_000} /> · <Money fen={-59_000} exact />
        </Cluster>
        <Cluster>
          <DateText date="2026-11-21" lunar={say('十月十三', '13th of the 10th month')} /> · <Ago date="2026-10-12" /> ·{' '}
          <Ago date="2026-11-20" /> · <InstantText at="2026-11-21T02:03:04.000Z" />
        </Cluster>
        <MaskedValue
          masked="5301**********0017"
          what={say('证件号码', 'ID number')}
          reveal={() => Promise.resolve('530103194801010017')}
        />
      </Stack>
    </Card>
  )
}

function Buttons() {
  const say = useSay()
  const [open, setOpen] = useState<'plain' | 'confirm' | 'reason'>()
  const close = () => setOpen(undefined)
  return (
    <Card title={say('动作', 'Acts')}>
      <Stack>
        <Cluster>
          <Button look="primary">{say('记一笔', 'Note')}</Button>
          <Button>{say('打开', 'Open')}</Button>
          <Button look="quiet">{say('打电话', 'Call')}</Button>
          <Button look="primary" busy>
            {say('正在保存', 'Saving')}
          </Button>
          <Button disabled>{say('不可用', 'Not now')}</Button>
        </Cluster>
        <Cluster>
          <Button onClick={() => setOpen('plain')}>{say('对话框', 'Dialog')}</Button>
          <Button onClick={() => setOpen('confirm')}>{say('带数字的确认', 'Confirm with numbers')}</Button>
          <Button onClick={() => setOpen('reason')}>{say('问原因', 'Ask a reason')}</Button>
          <Button onClick={() => toast(say('已记下 1 笔', 'Noted'), () => toast(say('已撤销', 'Undone')))}>
            {say('提示', 'Toast')}
          </Button>
        </Cluster>
      </Stack>
      {open === 'plain' ? (
        <Dialog title={say('按路线打印', 'Print by route')} onClose={close}>
          <Sub>{say('12 户，3 个社区。', '12 families in 3 communities.')}</Sub>
        </Dialog>
      ) : null}
      {open === 'confirm' ? (
        <ConfirmWithNumbers
          title={say('改派联系人', 'Reassign')}
          act={say('改派 12 户', 'Reassign 12')}
          facts={[
            { label: say('户', 'Families'), value: <Count value={12} unit="household" /> },
            { label: say('人', 'People'), value: <Count value={25} unit="person" /> },
          ]}
          problem={problem}
          onClose={close}
          onConfirm={close}
        />
      ) : null}
      {open === 'reason' ? (
        <ReasonDialog title={say('显示电话', 'Show the phone')} onClose={close} onGive={close} />
      ) : null}
    </Card>
  )
}

function Fields() {
  const say = useSay()
  const [id, setId] = useState('53010319480101001')
  const [kind, setKind] = useState('')
  const [agreed, setAgreed] = useState(false)
  return (
    <Card title={say('填写', 'Form')}>
      <Form onSubmit={() => undefined} problem={issue_problem} label={say('填写', 'Form')}>
        <TextField name="name" label={say('姓名', 'Name')} value="林**" onChange={() => undefined} />
        <TextField
          name="id_number"
          label={say('身份证号', 'ID number')}
          hint={say('18 位，末位可以是 X', '18 characters')}
          value={id}
          onChange={setId}
        />
        <SelectField
          name="kind"
          label={say('联系方式', 'How')}
          value={kind}
          onChange={setKind}
          options={[{ value: 'call', label: say('电话', 'Call') }]}
        />
        <TextField
          name="hours"
          label={say('时长', 'Duration')}
          unit={say('分钟', 'minutes')}
          optional
          value="12"
          onChange={() => undefined}
          inputMode="numeric"
        />
        <FileField name="file" label={say('名册', 'Roster')} accept=".xlsx,.csv" onChange={() => undefined} />
        <CheckField name="agreed" label={say('家人已知情', 'The family knows')} checked={agreed} onChange={setAgreed} />
        <FormEnd>
          <Button type="submit" look="primary">
            {say('保存', 'Save')}
          </Button>
          <Button>{say('取消', 'Cancel')}</Button>
        </FormEnd>
      </Form>
    </Card>
  )
}

export function PartsSample() {
  const say = useSay()
  return (
    <BoardPage header={{ title: say('零件', 'Parts') }}>
      <Stack>
        <Words />
        <Buttons />
        <Fields />
        <Section title={say('说明与拒绝', 'Notices and refusals')}>
          <Stack>
            {tones.map((tone) => (
              <Notice
                key={tone}
                tone={tone}
                title={say('一件事', 'One thing')}
                action={<Button>{say('看一看', 'See')}</Button>}
              >
                {say('一句话说清楚是什么、接下来做什么。', 'One sentence says what and what next.')}
              </Notice>
            ))}
            <ProblemNotice problem={problem} retry={() => undefined} />
            <ProblemNotice problem={issue_problem} />
          </Stack>
        </Section>
        <NotFound />
        <Card>
          <EmptyState
            title={say('这里很安静', 'All quiet')}
            action={<Button>{say('看看家庭', 'See the families')}</Button>}
          >
            {say('没有等待处理的事。', 'Nothing waits.')}
          </EmptyState>
        </Card>
      </Stack>
    </BoardPage>
  )
}
