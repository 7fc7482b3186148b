import {
  BoardPage,
  BoardSkeleton,
  Button,
  ButtonLink,
  Card,
  Chip,
  Cluster,
  Count,
  EmptyState,
  FigurePage,
  FigureSkeleton,
  Link,
  Reading,
  Ring,
  Section,
  Sheet,
  Sub,
  Tile,
  Tiles,
  Paired,
  Trend,
  UrlSelect,
  type SheetCell,
  type SheetRow,
  type Tone,
} from '../index.ts'
import { problem, useSay, useShownState } from './sample.ts'

const streets: [string, string, number, Tone][] = [
  ['拓东', '温馨我家', 61, 'done'],
  ['金辰', '任旗营', 58, 'done'],
  ['青云', '快乐我家', 83, 'done'],
  ['联盟', '睦邻我家', 67, 'done'],
  ['龙泉', '12 月建成', 44, 'attention'],
  ['松华', '外展', 31, 'plain'],
]

const homes: [string, string, readonly number[], string][] = [
  ['温馨我家', '拓东街道 · 全国项目点', [100, 75, 91, 94], '理事会 11 人 · 下次 12-05'],
  ['任旗营', '金辰街道 · 全国项目点', [100, 100, 100, 88], '本周：爱心小队探访'],
  ['快乐我家', '青云街道 · 市级项目点', [100, 50, 82, 97], '差一次：第四季联谊'],
]

function Rhythm() {
  const say = useSay()
  const cadence = [say('每年', 'year'), say('每季', 'quarter'), say('每月', 'month'), say('每周', 'week')]
  return (
    <Section
      title={say('节奏', 'Rhythm')}
      note={say('每年培训 · 每季联谊 · 每月讲座 · 每周小组', 'training, gathering, lecture, circle')}
    >
      <Tiles size="large">
        {homes.map(([name, place, rings, note]) => (
          <Card key={name} title={name} note={place}>
            <Cluster>
              {rings.map((percent, index) => (
                <Ring key={cadence[index]} percent={percent} label={cadence[index] ?? ''} />
              ))}
            </Cluster>
            <div>{note}</div>
            <Sub>
              {say('六有 6/6 · 本年 ', 'this year ')}
              <Link href="/figures">
                <Count value={96} unit="session" />
              </Link>{' '}
              <Link href="/figures">
                <Count value={2314} unit="person_time" />
              </Link>
            </Sub>
          </Card>
        ))}
      </Tiles>
    </Section>
  )
}

export function BoardSample() {
  const say = useSay()
  const state = useShownState()
  const header = {
    title: say('暖心家园', 'Warm-Heart Homes'),
    sub: say('盘龙区 · 12 个街道，4 个家园，覆盖 6 个街道', 'Panlong · 12 streets, 4 Homes'),
    actions: (
      <>
        <Button>{say('本周活动', 'This week')}</Button>
        <Button look="primary">{say('新建活动', 'New activity')}</Button>
      </>
    ),
  }
  if (state === 'loading') return <BoardSkeleton />
  if (state === 'error')
    return (
      <Reading of={{ data: undefined, error: problem, isPending: false, refetch: () => undefined }} skeleton={null}>
        {() => null}
      </Reading>
    )
  if (state === 'empty') {
    return (
      <BoardPage header={header}>
        <Card>
          <EmptyState
            title={say('还没有家园', 'No Home yet')}
            action={<ButtonLink href="/homes/new">{say('登记第一个家园', 'Register the first')}</ButtonLink>}
          >
            {say('登记之后，这里会显示每个街道由谁服务。', 'Then this board shows who serves each street.')}
          </EmptyState>
        </Card>
      </BoardPage>
    )
  }
  return (
    <BoardPage header={header}>
      <Section
        title={say('一街一家园', 'A Home for each street')}
        note={say('绿色已建，黄色在建；未建街道由邻近家园外展服务', 'green stands, yellow is being built')}
      >
        <Tiles>
          {streets.map(([street, home, families, tone]) => (
            <Tile
              key={street}
              title={street}
              tone={tone}
              href={`/families?street=${street}`}
              note={
                <>
                  {home} · <Count value={families} unit="household" />
                </>
              }
            />
          ))}
        </Tiles>
      </Section>
      <Rhythm />
    </BoardPage>
  )
}

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']
const figures: [string, readonly number[]][] = [
  ['拓东街道', [31, 58, 29, 55, 3, 3, 1, 1, 2, 4, 6, 112]],
  ['金辰街道', [44, 87, 46, 89, 5, 5, 2, 2, 1, 6, 9, 187]],
  ['青云街道', [38, 71, 40, 77, 2, 2, 3, 3, 0, 3, 7, 140]],
  ['联盟街道', [35, 66, 33, 60, 4, 4, 0, 0, 1, 2, 5, 93]],
  ['盘龙区', [301, 574, 298, 566, 27, 28, 11, 11, 9, 31, 64, 1206]],
]

const rows: SheetRow[] = figures.map(([title, values], index) => ({
  id: title,
  title,
  total: index === figures.length - 1,
  cells: Object.fromEntries(
    values.map((value, at): [string, SheetCell] => [
      keys[at] ?? '',
      { value, href: `/figures/list?cell=${keys[at] ?? ''}` },
    ]),
  ),
}))

const heads: [string, string, string, string][] = [
  ['日常走访', 'Visits', '户', '人'],
  ['节日看望', 'Festivals', '户', '人'],
  ['生日陪伴', 'Birthdays', '户', '人'],
  ['住院探望', 'Hospital', '户', '人'],
  ['心理服务', 'Counselling', '建档', '测评'],
  ['服务活动', 'Activities', '场', '人次'],
]

function Form({ title, short }: { title: string; short: boolean }) {
  const say = useSay()
  return (
    <Card>
      <Sheet
        label={title}
        corner={say('单位', 'Unit')}
        caption={
          <Cluster spread>
            <span>
              {say(
                '每个数字都可以点开，看到它背后的人和事。没有一格是手填的。',
                'Every figure opens to what it counts.',
              )}
            </span>
            <Chip tone="done">{say('12 个街道已报齐 · 数据截至 10-31 24:00', 'all 12 streets · to 10-31 24:00')}</Chip>
          </Cluster>
        }
        groups={heads.map(([zh, en, first, second], at) => ({
          title: say(zh, en),
          columns: [
            { key: keys[at * 2] ?? '', title: first },
            { key: keys[at * 2 + 1] ?? '', title: second },
          ],
        }))}
        rows={short ? rows.slice(-1) : rows}
      />
    </Card>
  )
}

function Beside() {
  const say = useSay()
  return (
    <>
      <Card title={say('走访', 'Visits')} note={say('近 12 个月，户', '12 months, families')}>
        <Trend
          title={say('走访，近 12 个月，户', 'Visits in 12 months, families')}
          unit="household"
          points={[190, 210, 298, 196, 222, 204, 254, 279, 228, 267, 305, 301].map((value, at) => ({
            value,
            label: `2025-${at + 1}`,
            mark: (
              {
                0: say('11月', 'Nov'),
                2: say('春节', 'Spring F.'),
                6: say('端午', 'Dragon B.'),
                10: say('中秋', 'Mid-A.'),
                11: say('10月', 'Oct'),
              } as Partial<Record<number, string>>
            )[at],
          }))}
        />
      </Card>
      <Card title={say('两种情况', 'As it is and as it would be')}>
        <Paired
          title={say('每月金额，元', 'Yuan by month')}
          label={say('月份', 'Month')}
          first={say('现行', 'Today')}
          second={say('按草案', 'With the draft')}
          say={(value) => value}
          points={[1, 2, 3, 4, 5, 6].map((month) => ({
            label: `2027-0${month}`,
            mark: String(month),
            first: 900,
            second: month < 3 ? 900 : 900 + month * 40,
          }))}
        />
      </Card>
      <Card
        title={say('还没有被看到的家庭', 'Families not seen')}
        note={say('超过本区约定时间无任何接触', 'beyond the agreed time')}
      >
        <div className="nx-figure">
          <b>9</b> {say('户，占 2.5% · ', 'families, 2.5% · ')}
          <Link href="/families">{say('名单', 'list')}</Link>
        </div>
        <Sub>{say('其中 4 户已明确希望暂不打扰，不计入。', 'Four wish to be left in peace and are not counted.')}</Sub>
      </Card>
    </>
  )
}

export function FiguresSample() {
  const say = useSay()
  const state = useShownState()
  const title = say('计生特殊家庭暖心行动月报表', 'Monthly form of warm-heart action')
  if (state === 'loading') return <FigureSkeleton />
  if (state === 'error')
    return (
      <Reading of={{ data: undefined, error: problem, isPending: false, refetch: () => undefined }} skeleton={null}>
        {() => null}
      </Reading>
    )
  return (
    <FigurePage
      header={{
        title,
        crumbs: [{ title: say('统计', 'Figures'), href: '/figures' }, { title: say('法定报表', 'Statutory forms') }],
        actions: (
          <>
            <UrlSelect
              name="period"
              label={say('时段', 'Period')}
              options={[
                { value: '2026-10', label: say('2026 年 10 月', 'October 2026') },
                { value: '2026-09', label: say('2026 年 9 月', 'September 2026') },
              ]}
            />
            <UrlSelect
              name="place"
              label={say('地区', 'Place')}
              options={[{ value: '530103', label: say('盘龙区', 'Panlong') }]}
            />
            <Button>{say('导出', 'Export')}</Button>
            <Button look="primary">{say('提交上级', 'Submit')}</Button>
          </>
        ),
      }}
      sheet={<Form title={title} short={state === 'empty'} />}
      beside={<Beside />}
    />
  )
}
