import { useState } from 'react'
import {
  Button,
  Card,
  Chip,
  ConfirmWithNumbers,
  Count,
  DataTable,
  EmptyState,
  Kpi,
  Kpis,
  Link,
  Money,
  ProblemNotice,
  RunPage,
  RunSkeleton,
  Section,
  Stack,
  Stepper,
  Sub,
  toast,
  type Column,
  type Tone,
} from '../index.ts'
import { long_name, problem, useSay, useShownState } from './sample.ts'

interface Change {
  readonly id: string
  readonly reason: string
  readonly tone: Tone
  readonly who: string
  readonly change: string
  readonly basis: string
}

function useChanges(): Change[] {
  const say = useSay()
  const state = useShownState()
  return [
    {
      id: '1',
      reason: say('新增 · 满 49 岁', 'new · turned 49'),
      tone: 'done',
      who: state === 'long' ? long_name : say('赵** 等 4 人', 'Zhao and 3'),
      change: '+2,360.00',
      basis: say('条件 5 项', '5 conditions'),
    },
    {
      id: '2',
      reason: say('新增 · 迁入', 'new · moved in'),
      tone: 'done',
      who: '孙**',
      change: '+590.00',
      basis: say('五华区移交', 'from Wuhua'),
    },
    {
      id: '3',
      reason: say('减少 · 去世', 'less · passed away'),
      tone: 'attention',
      who: '钱**',
      change: '−590.00',
      basis: say('11-02 登记，本月不发', 'registered 11-02'),
    },
    {
      id: '4',
      reason: say('变更 · 类别', 'changed · kind'),
      tone: 'info',
      who: '周** 李**',
      change: '+260.00',
      basis: say('自 10-20 起，含补发', 'from 10-20, with arrears'),
    },
    {
      id: '5',
      reason: say('变更 · 账户', 'changed · account'),
      tone: 'info',
      who: say('3 人', '3 people'),
      change: '0.00',
      basis: say('双人核对，已过冷静期', 'checked by two'),
    },
    {
      id: '6',
      reason: say('暂缓', 'held'),
      tone: 'attention',
      who: '何**',
      change: '−590.00',
      basis: say('银行退回两次，等本人确认', 'returned twice by the bank'),
    },
  ]
}

function useColumns(): Column<Change>[] {
  const say = useSay()
  return [
    {
      key: 'reason',
      title: say('原因', 'Reason'),
      cell: (row) => <Chip tone={row.tone}>{row.reason}</Chip>,
      width: 168,
    },
    { key: 'who', title: say('谁', 'Who'), cell: (row) => row.who },
    { key: 'change', title: say('每月变化（元）', 'Change a month (¥)'), align: 'end', cell: (row) => row.change },
    { key: 'basis', title: say('依据', 'Basis'), cell: (row) => <Link href="/policies">{row.basis}</Link> },
  ]
}

function Figures() {
  const say = useSay()
  return (
    <Kpis>
      <Kpi
        label={say('人数', 'People')}
        value="612"
        unit={say('人', 'people')}
        note={
          <>
            {say('涉及', 'in')} <Count value={341} unit="household" />
          </>
        }
        href="/families"
      />
      <Kpi
        label={say('金额', 'Amount')}
        value="38.47"
        unit={say('万元', '×10,000 yuan')}
        note={<Money fen={38_472_000} exact />}
      />
      <Kpi
        label={say('比上月', 'Against last month')}
        value="+5"
        unit={say('人', 'people')}
        note={
          <>
            +<Money fen={314_000} exact />
          </>
        }
      />
      <Kpi
        label={say('经费', 'Budget')}
        value="91"
        unit="%"
        note={say('资金指标 420.00 万元，已用与本次', 'of 4.2 million, with this run')}
      />
    </Kpis>
  )
}

function Steps() {
  const say = useSay()
  const state = useShownState()
  return (
    <Stepper
      label={say('这一轮走到哪里', 'Where the run stands')}
      steps={[
        { id: 'a', title: say('编制', 'Composed'), note: say('11-18 李** · 冻结依据', '11-18 Li'), state: 'done' },
        { id: 'b', title: say('提交', 'Submitted'), note: '11-19 李**', state: 'done' },
        {
          id: 'c',
          title: say('核准', 'Approval'),
          note: say('等待另一人', 'waits for another'),
          state: state === 'error' ? 'stopped' : 'now',
        },
        { id: 'd', title: say('送银行', 'To the bank'), note: say('出纳', 'cashier'), state: 'todo' },
        { id: 'e', title: say('回盘', 'Returned'), note: say('逐笔核对', 'one by one'), state: 'todo' },
        { id: 'f', title: say('结清', 'Closed'), note: say('监督', 'supervisor'), state: 'todo' },
      ]}
    />
  )
}

function Side() {
  const say = useSay()
  return (
    <>
      <Card title={say('核准前，系统已查', 'Checked before approval')}>
        <Stack gap="tight">
          <div>✓ {say('无一人重复，全国比对', 'nobody twice, nationwide')}</div>
          <div>✓ {say('无已故、已退出者', 'nobody who has left')}</div>
          <div>✓ {say('标准与文号在有效期内', 'rates are valid')}</div>
          <Sub>{say('内容指纹 9f3c 1a77 · 变一个字都会作废', 'Fingerprint 9f3c 1a77')}</Sub>
        </Stack>
      </Card>
      <Card title={say('四权分离', 'Four powers')}>
        <Sub>
          {say(
            '资格 李** · 资金 财政科；发放 杨** · 监督 审计。您是核准人，不能是编制人。',
            'You approve; you cannot be the one who composed.',
          )}
        </Sub>
      </Card>
    </>
  )
}

function Approval({ act, onClose }: { act: string; onClose: () => void }) {
  const say = useSay()
  return (
    <ConfirmWithNumbers
      title={say('核准后会发生什么', 'What approval will do')}
      act={act}
      facts={[
        { label: say('发放', 'Paid to'), value: <Count value={612} unit="person" /> },
        { label: say('涉及', 'In'), value: <Count value={341} unit="household" /> },
        { label: say('合计', 'Total'), value: <Money fen={38_472_000} /> },
      ]}
      onClose={onClose}
      onConfirm={() => {
        onClose()
        toast(say('已核准 612 笔', '612 approved'), () => undefined)
      }}
    >
      <Sub>{say('送银行前可以退回；送出后只能更正，不能撤回。', 'It can be sent back until it goes to the bank.')}</Sub>
    </ConfirmWithNumbers>
  )
}

export function RunSample() {
  const say = useSay()
  const state = useShownState()
  const changes = useChanges()
  const columns = useColumns()
  const [asking, setAsking] = useState(false)
  if (state === 'loading') return <RunSkeleton />
  const approve = say('核准 612 笔', 'Approve 612')
  return (
    <RunPage
      header={{
        title: say('特别扶助金 · 2026 年 11 月', 'Assistance · November 2026'),
        crumbs: [{ title: say('应享与行动', 'Due and action'), href: '/due' }, { title: say('发放', 'Payments') }],
        actions: (
          <>
            <Button>{say('明细', 'Details')}</Button>
            <Button>{say('退回修改', 'Send back')}</Button>
            <Button look="primary" onClick={() => setAsking(true)}>
              {approve}
            </Button>
          </>
        ),
      }}
      steps={<Steps />}
      figures={<Figures />}
      side={<Side />}
    >
      {state === 'error' ? <ProblemNotice problem={problem} /> : null}
      <Section
        title={say('与上月不同', 'Different from last month')}
        note={say('11 处，每一处都有原因', '11, each with its reason')}
      >
        <DataTable
          label={say('与上月不同', 'Different from last month')}
          columns={columns}
          rows={state === 'empty' ? [] : changes}
          id={(row) => row.id}
          total={11}
          more={() => undefined}
          empty={<EmptyState title={say('和上月完全一样', 'Exactly as last month')} />}
        />
      </Section>
      {asking ? <Approval act={approve} onClose={() => setAsking(false)} /> : null}
    </RunPage>
  )
}
