import {
  Button,
  ButtonLink,
  Card,
  Chip,
  EmptyState,
  FilePage,
  FileSkeleton,
  FilterChips,
  Heading,
  KeyValue,
  Lines,
  Link,
  MaskedValue,
  Reading,
  Sub,
  Timeline,
  type TimelineItem,
} from '../index.ts'
import { long_name, problem, useSay, useShownState } from './sample.ts'

const reveal = (value: string) => () => Promise.resolve(value)

function useActs(): TimelineItem[] {
  const say = useSay()
  const basis = <Link href="/policies">{say('依据', 'basis')}</Link>
  return [
    {
      id: '1',
      on: '2026-11-12',
      title: say('电话', 'Call'),
      beside: say('苏*，12 分钟', 'Su, 12 minutes'),
      detail: say(
        '心情平稳，膝盖仍疼。已约 11-26 由志愿者陪诊。',
        'Calm; knee still hurts. A volunteer will come along on 26 Nov.',
      ),
    },
    {
      id: '2',
      on: '2026-11-01',
      tone: 'done',
      title: say('扶助金到账', 'Assistance reached'),
      beside: say('2 人，10 月', '2 people, October'),
      detail: (
        <>
          {say('第 2026-10 轮 · 按 2026 年盘龙标准 · ', 'Round 2026-10 · ')}
          {basis}
        </>
      ),
    },
    {
      id: '3',
      on: '2026-10-25',
      on_note: say('重阳', '9th of 9th'),
      title: say('节日看望', 'Festival visit'),
      beside: say('周**、志愿者 2 人', 'Zhou, 2 volunteers'),
      detail: say('慰问金 300.00 元，重阳糕 1 份', '¥300.00, one cake'),
    },
    {
      id: '4',
      on: '2026-10-12',
      tone: 'info',
      title: say('诉求', 'Request'),
      beside: say('想换签约医院', 'another clinic'),
      detail: say('转金辰社区卫生服务中心，10-19 办结', 'Referred, done on 19 Oct'),
    },
    {
      id: '5',
      on: '2026-10-03',
      tone: 'plain',
      title: say('未打扰', 'Left in peace'),
      detail: say('家人希望这一天安静，已记下，不再提醒', 'The family wishes this day quiet; noted'),
    },
    {
      id: '6',
      on: '2025-12-20',
      title: say('茶聊', 'Tea hour'),
      beside: say('任旗营暖心家园，2 人到', 'Renqiying Home, 2 people'),
      detail: say('说起想学剪纸 → 剪纸小组已留位', 'Would like paper-cutting; a place is kept'),
    },
  ]
}

function Left() {
  const say = useSay()
  const state = useShownState()
  const masked = (name: string, number: string) => (
    <MaskedValue masked={name} what={say('证件号码', 'ID number')} reveal={reveal(number)} />
  )
  return (
    <>
      <Card title={say('现在要紧的', 'What matters now')}>
        <KeyValue
          pairs={[
            {
              label: say('联系谁', 'Call'),
              value: (
                <>
                  {say('女婿 陈*', 'son-in-law Chen')}{' '}
                  <MaskedValue masked="138****0137" what={say('电话', 'phone')} reveal={reveal('138 0000 0137')} />
                </>
              ),
            },
            { label: say('怎么联系', 'How'), value: say('下午电话；勿上门', 'by phone, afternoons; no visits') },
            { label: say('双岗', 'Contacts'), value: say('街道 周** · 社区 苏*', 'street Zhou · community Su') },
            { label: say('家庭医生', 'Doctor'), value: say('吴** · 至 2027-03', 'Wu · until 2027-03') },
            {
              label: say('可代签', 'May sign'),
              value: (
                <>
                  {say('意定监护人 陈* ', 'guardian Chen ')}
                  <Link href="/family">{say('公证书', 'deed')}</Link>
                </>
              ),
            },
          ]}
        />
      </Card>
      <Card flush title={say('家人', 'People')} note={say('3 人', '3 people')}>
        <Lines
          lines={[
            {
              id: 'a',
              name: state === 'long' ? long_name : '林**',
              state: say('男 · 78 岁', 'm · 78'),
              note: say('户籍 盘龙区 · 高血压', 'hukou Panlong'),
              action: masked('5301****', '530103194801010017'),
            },
            {
              id: 'b',
              name: '王**',
              state: say('女 · 76 岁', 'f · 76'),
              note: say('户籍 五华区（申报归五华）', 'hukou Wuhua (claims there)'),
              action: masked('5301****', '530102195002020028'),
            },
            {
              id: 'c',
              name: '陈**',
              state: say('外孙女 · 16 岁', 'granddaughter · 16'),
              note: say('未成年 · 需监护人同意', 'minor, guardian consents'),
            },
          ]}
        />
      </Card>
    </>
  )
}

function Right() {
  const say = useSay()
  const why = <Link href="/policies">{say('依据', 'basis')}</Link>
  return (
    <>
      <Card flush title={say('应享与已达', 'Due and reached')}>
        <Lines
          lines={[
            {
              id: 'a',
              name: say('特别扶助金', 'Assistance'),
              state: <Chip tone="done">{say('已达 10 月', 'October reached')}</Chip>,
              note: say('2 人 · 每月发放', '2 people · monthly'),
              action: why,
            },
            {
              id: 'b',
              name: say('住院护理险', 'Hospital care'),
              state: <Chip tone="done">{say('在保', 'insured')}</Chip>,
              note: say('剩 83 天 · 至 12-31', '83 days left'),
              action: <Link href="/due">{say('理赔', 'claim')}</Link>,
            },
            {
              id: 'c',
              name: say('家政服务卡', 'Housekeeping'),
              state: <Chip tone="attention">{say('剩 1.5 小时', '1.5 hours left')}</Chip>,
              note: say('12-31 到期', 'until 12-31'),
              action: <Link href="/due">{say('预约', 'book')}</Link>,
            },
            {
              id: 'd',
              name: say('爱心公交卡', 'Transit card'),
              state: <Chip>{say('未达', 'not reached')}</Chip>,
              note: say('王**：户籍地办理', 'Wang: at her hukou'),
              action: <Link href="/due">{say('原因', 'why')}</Link>,
            },
          ]}
        />
      </Card>
      <Card title={say('谁看过这份档案', 'Who looked')}>
        <Sub>{say('11-12 苏* 记电话', '11-12 Su, call')}</Sub>
        <Sub>{say('11-01 系统 发放', '11-01 system, payment')}</Sub>
        <Sub>{say('10-25 周** 看望', '10-25 Zhou, visit')}</Sub>
      </Card>
    </>
  )
}

export function FamilySample() {
  const say = useSay()
  const state = useShownState()
  const acts = useActs()
  if (state === 'loading') return <FileSkeleton />
  if (state === 'error')
    return (
      <Reading of={{ data: undefined, error: problem, isPending: false, refetch: () => undefined }} skeleton={null}>
        {() => null}
      </Reading>
    )
  return (
    <FilePage
      header={{
        title: say(state === 'long' ? `${long_name} 家庭` : '林** 王** 家庭', 'The Lin and Wang family'),
        beside: (
          <>
            <Chip>{say('高龄独居', 'old, alone')}</Chip>
            <Chip tone="info">{say('宜电话', 'call first')}</Chip>
          </>
        ),
        crumbs: [{ title: say('家庭', 'Families'), href: '/families' }, { title: say('任旗营社区', 'Renqiying') }],
        actions: (
          <>
            <Button onClick={() => print()}>{say('打印联系卡', 'Print card')}</Button>
            <ButtonLink href="/log" look="primary" data-note="">
              {say('记一笔', 'Note')}
            </ButtonLink>
          </>
        ),
      }}
      left={<Left />}
      right={<Right />}
    >
      <div>
        <Heading title={say('经过', 'What happened')} note={say('86 次', '86 times')} />
        <FilterChips
          sets={[
            {
              name: 'kind',
              label: say('类别', 'Kind'),
              options: [
                { value: 'visit', label: say('走访', 'Visits') },
                { value: 'call', label: say('电话', 'Calls') },
                { value: 'activity', label: say('活动', 'Activities') },
                { value: 'money', label: say('钱物', 'Money') },
              ],
            },
          ]}
        />
      </div>
      <Timeline
        items={state === 'empty' ? [] : acts}
        more={() => undefined}
        empty={
          <EmptyState title={say('还没有记录', 'Nothing noted yet')}>
            {say('第一次联系之后，这里会写下经过。', 'The first contact will be written here.')}
          </EmptyState>
        }
      />
    </FilePage>
  )
}
