import {
  Ago,
  Button,
  ButtonLink,
  Card,
  Chip,
  Cluster,
  EmptyState,
  Link,
  Notice,
  ProblemNotice,
  ProgressBar,
  Queue,
  QueuePage,
  QueueSkeleton,
  SearchBox,
  Sub,
  type QueueGroup,
  type QueueItem,
} from '../index.ts'
import { long_name, problem, useSay, useShownState } from './sample.ts'

function useContacts(long: boolean): QueueItem[] {
  const say = useSay()
  const actions = (
    <>
      <Button look="quiet">{say('打电话', 'Call')}</Button>
      <Button data-note="">{say('记一笔', 'Note')}</Button>
    </>
  )
  const rows: [string, string, string, number, string?][] = [
    [
      long ? long_name : '林** 王**',
      long
        ? say(
            '任旗营社区 · 上次 10月12日 电话，说膝盖疼，想换家医；女婿周末来，晚上八点后不宜打扰，请先发短信',
            'Renqiying · last call 12 October: knee hurts, please text before calling in the evening',
          )
        : say('任旗营社区 · 上次 10月12日 电话，说膝盖疼，想换家医', 'Renqiying · called 12 Oct, knee hurts'),
      'attention',
      40,
      say('高龄独居', 'old, alone'),
    ],
    ['陈**', say('天祥社区 · 上次 10月18日 茶聊见面', 'Tianxiang · met at the tea hour on 18 Oct'), 'attention', 34],
    [
      '吴** 李**',
      say('金沙社区 · 上次 10月21日 短信回复平安；下午宜电话', 'Jinsha · texted on 21 Oct; afternoons are good'),
      'plain',
      31,
      say('勿上门', 'no visits'),
    ],
  ]
  return rows.map(([who, what, tone, days, tag], index) => ({
    id: String(index),
    who: (
      <Cluster>
        <Link href="/family" data-primary="">
          {who}
        </Link>
        {tag === undefined ? null : <Chip tone={index === 2 ? 'info' : 'plain'}>{tag}</Chip>}
      </Cluster>
    ),
    what,
    when: <Chip tone={tone === 'attention' ? 'attention' : 'plain'}>{say(`${days} 天`, `${days} days`)}</Chip>,
    actions,
  }))
}

function useGroups(): QueueGroup[] {
  const say = useSay()
  const state = useShownState()
  const contacts = useContacts(state === 'long')
  const open = <Button>{say('打开', 'Open')}</Button>
  const duties: QueueItem[] = [
    {
      id: 'a',
      who: say('特别扶助申报', 'Assistance claim'),
      what: say('赵** · 社区已评议，公示期满无异议', 'Zhao · notice period over, no objection'),
      when: <Chip tone="accent">{say('初审 · 剩 4 天', 'review · 4 days')}</Chip>,
      actions: open,
    },
    {
      id: 'b',
      who: say('诉求', 'Request'),
      what: say('陈** 想学手机挂号，希望有人陪一次', 'Chen would like company for booking by phone'),
      when: <Chip>{<Ago date="2026-11-20" />}</Chip>,
      actions: <Button>{say('安排', 'Arrange')}</Button>,
    },
    {
      id: 'c',
      who: say('跟进', 'Follow up'),
      what: say('7 天回访 · 由心理老师发起，内容仅其可见', 'Seven days after · opened by the counsellor'),
      when: <Chip tone="attention">{<Ago date="2026-11-21" />}</Chip>,
      actions: open,
    },
  ]
  return [
    {
      id: 'contacts',
      title: say('应联系', 'To contact'),
      note:
        state === 'empty'
          ? undefined
          : say('8 户，按本区规定每月至少一次；最久的在前', '8 families, at least once a month; longest first'),
      items: state === 'empty' ? [] : contacts,
      more:
        state === 'empty' ? undefined : (
          <>
            {say('还有 5 户 · ', '5 more · ')}
            <Link href="/families">{say('全部展开', 'show all')}</Link>
          </>
        ),
      empty: (
        <EmptyState
          heading={false}
          title={say('本月都联系过了', 'Everybody was contacted this month')}
          action={<ButtonLink href="/families">{say('看看家庭', 'See the families')}</ButtonLink>}
        >
          {say('下一户到期是 12月2日。今天也可以给想聊聊的家人打个电话。', 'The next one is due on 2 December.')}
        </EmptyState>
      ),
    },
    {
      id: 'duties',
      title: say('待我处理', 'Waiting for me'),
      note: state === 'empty' ? undefined : say('3 件', '3'),
      items: state === 'empty' ? [] : duties,
      empty: <EmptyState heading={false} title={say('没有等您处理的事', 'Nothing waits for you')} />,
    },
  ]
}

function Side() {
  const say = useSay()
  return (
    <>
      <Card title={say('冬至走访', 'Winter solstice visits')} note={say('12月21日前', 'by 21 Dec')}>
        <Cluster spread>
          <Sub>{say('已到 41 户 · 3 户改电话', '41 visited · 3 by phone')}</Sub>
          <b>41 / 56</b>
        </Cluster>
        <ProgressBar value={41} of={56} label={say('冬至走访进度', 'Progress of the visits')} />
        <Sub>
          {say('未到 12 户 · ', '12 left · ')}
          <Link href="/run">{say('按路线打印', 'print by route')}</Link>
        </Sub>
      </Card>
      <Card title={say('今天的活动', 'Today at the Home')}>
        <div>
          <b>14:30</b> {say('甜蜜时光 · 烘焙小组', 'Baking circle')}
        </div>
        <Sub>{say('任旗营暖心家园 · 报名 18 人，候补 2 人', 'Renqiying Home · 18 people signed up')}</Sub>
        <Button>{say('打开签到', 'Open sign-in')}</Button>
      </Card>
      <Card title={say('三个全覆盖', 'Full coverage')} note={say('金辰街道 46 户', '46 families')}>
        <Cluster spread>
          <span>{say('双岗联系人', 'Two contacts')}</span>
          <Chip tone="done">{say('全', 'all')}</Chip>
        </Cluster>
        <ProgressBar value={46} of={46} tone="done" label={say('双岗联系人', 'Two contacts')} />
        <Cluster spread>
          <span>{say('家医签约', 'Family doctor')}</span>
          <Link href="/families">{say('缺 4 人', '4 people missing')}</Link>
        </Cluster>
        <ProgressBar value={96} of={100} tone="done" label={say('家医签约', 'Family doctor')} />
      </Card>
    </>
  )
}

export function TodaySample() {
  const say = useSay()
  const state = useShownState()
  const groups = useGroups()
  return (
    <QueuePage
      header={{
        title: say('今日', 'Today'),
        sub: say('11月21日 周六 · 十月十三', '21 November, Saturday'),
        actions: (
          <>
            <SearchBox go="/find" />
            <ButtonLink href="/log" look="primary" data-note="">
              {say('记一笔', 'Note')}
            </ButtonLink>
          </>
        ),
      }}
      notice={
        state === 'empty' ? undefined : (
          <Notice
            tone="accent"
            title={say('本周有 3 户需要轻声对待', 'Three families need a soft voice this week')}
            action={<Button>{say('看一看', 'See')}</Button>}
          >
            {say(
              '宜电话问候，不宜提起往事；其中 1 户希望当天不被打扰。仅联系人可见。',
              'A call is welcome; one family wishes a quiet day. Only their contacts see this.',
            )}
          </Notice>
        )
      }
      side={<Side />}
    >
      {state === 'loading' ? (
        <QueueSkeleton />
      ) : state === 'error' ? (
        <ProblemNotice problem={problem} retry={() => undefined} />
      ) : (
        <Queue groups={groups} />
      )}
    </QueuePage>
  )
}
