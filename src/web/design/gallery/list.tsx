import { useState } from 'react'
import {
  Ago,
  Button,
  ButtonLink,
  Chip,
  Count,
  DataTable,
  EditorPage,
  EmptyState,
  FilterChips,
  Form,
  FormEnd,
  Card,
  Heading,
  ListPage,
  NumberFacts,
  SearchBox,
  Sub,
  TextField,
  UrlSelect,
  type Column,
} from '../index.ts'
import { DateField, DateRangeField, MultipleSelectField, SearchableSelectField } from '../desk/index.tsx'
import { long_name, problem, useSay, useShownState } from './sample.ts'

interface Line {
  readonly id: string
  readonly name: string
  readonly people: number
  readonly community: string
  readonly last: string
}

const lines: readonly Line[] = ['林** 王**', '陈**', '吴** 李**', '赵**', '孙** 周**', '钱**', '何**', '郑** 冯**'].map(
  (name, at) => ({
    id: String(at),
    name,
    people: 1 + (at % 3),
    community: ['任旗营社区', '天祥社区', '金沙社区'][at % 3] ?? '',
    last: ['2026-10-12', '2026-10-18', '2026-10-21', '2026-11-19'][at % 4] ?? '',
  }),
)

function Filters() {
  const say = useSay()
  return (
    <FilterChips
      sets={[
        {
          name: 'tag',
          label: say('情形', 'Tag'),
          multiple: true,
          options: [
            { value: 'alone', label: say('高龄独居', 'old, alone'), count: 41 },
            { value: 'ill', label: say('慢性病', 'long illness'), count: 120 },
          ],
        },
        {
          name: 'contact',
          label: say('联系', 'Contact'),
          options: [{ value: 'due', label: say('本月未联系', 'not this month'), count: 86 }],
        },
      ]}
    >
      <UrlSelect
        name="street"
        label={say('街道', 'Street')}
        options={[
          { value: '', label: say('全部街道', 'All streets') },
          { value: '530103006', label: say('金辰街道', 'Jinchen') },
        ]}
      />
    </FilterChips>
  )
}

function useColumns(): Column<Line>[] {
  const say = useSay()
  const state = useShownState()
  return [
    {
      key: 'name',
      title: say('家庭', 'Family'),
      cell: (row) => (state === 'long' && row.id === '0' ? long_name : row.name),
    },
    {
      key: 'people',
      title: say('家人', 'People'),
      align: 'end',
      cell: (row) => <Count value={row.people} unit="person" />,
    },
    { key: 'community', title: say('社区', 'Community'), cell: (row) => row.community },
    { key: 'last', title: say('上次联系', 'Last contact'), cell: (row) => <Ago date={row.last} /> },
    {
      key: 'state',
      title: say('双岗', 'Contacts'),
      cell: (row) =>
        row.people === 2 ? (
          <Chip tone="attention">{say('缺社区联系人', 'one missing')}</Chip>
        ) : (
          <Chip tone="done">{say('已齐', 'complete')}</Chip>
        ),
    },
  ]
}

export function ListSample() {
  const say = useSay()
  const state = useShownState()
  const [ids, setIds] = useState<readonly string[]>([])
  const columns = useColumns()
  return (
    <ListPage
      header={{
        title: say('家庭', 'Families'),
        sub: say('盘龙区 · 357 户 873 人', 'Panlong · 357 families, 873 people'),
        actions: (
          <>
            <Button>{say('导出', 'Export')}</Button>
            <ButtonLink href="/families/new" look="primary">
              {say('登记家庭', 'Register')}
            </ButtonLink>
          </>
        ),
      }}
      search={<SearchBox />}
      filters={<Filters />}
    >
      <DataTable
        label={say('家庭', 'Families')}
        columns={columns}
        rows={state === 'empty' || state === 'error' ? [] : lines}
        id={(row) => row.id}
        name={(row) => row.name}
        href={(row) => `/family?id=${row.id}`}
        pending={state === 'loading'}
        problem={state === 'error' ? problem : null}
        retry={() => undefined}
        more={() => undefined}
        total={1000}
        total_or_more
        selection={{ ids, onChange: setIds, actions: <Button>{say('改派联系人', 'Reassign')}</Button> }}
        empty={
          <EmptyState title={say('没有符合的家庭', 'No family matches')}>
            {say('换一个写法试试：姓名、拼音首字母、电话或证件后四位。', 'Try another spelling.')}
          </EmptyState>
        }
      />
    </ListPage>
  )
}

const divisions = [
  { value: '530103006', label: '金辰街道' },
  { value: '530103004', label: '青云街道' },
  { value: '530103003', label: '联盟街道' },
]

export function EditorSample() {
  const say = useSay()
  const [rate, setRate] = useState('590.00')
  const [from, setFrom] = useState('2026-11-21')
  const [range, setRange] = useState<readonly [string, string]>(['2026-01-01', '2026-12-31'])
  const [division, setDivision] = useState('')
  const [several, setSeveral] = useState<readonly string[]>(['530103006'])
  return (
    <EditorPage
      header={{
        title: say('特别扶助金 · 标准', 'Assistance · rate'),
        crumbs: [{ title: say('政策', 'Policies'), href: '/policies' }],
        actions: <Button look="primary">{say('提交审定', 'Submit')}</Button>,
      }}
      effect={
        <Card title={say('如果这样改', 'If changed so')} note={say('按今天的登记试算', 'on the register of today')}>
          <NumberFacts
            facts={[
              { label: say('新增', 'Gain'), value: <Count value={4} unit="person" /> },
              { label: say('减少', 'Lose'), value: <Count value={0} unit="person" /> },
              { label: say('每月', 'A month'), value: say('+3.06 万元', '+¥30,600') },
            ]}
          />
          <Sub>{say('试算不改变任何人的应享。', 'A trial changes nobody’s due.')}</Sub>
        </Card>
      }
    >
      <Card>
        <Form onSubmit={() => undefined} label={say('标准', 'Rate')}>
          <Heading title={say('用平常话说', 'In plain words')} />
          <TextField
            name="rate"
            label={say('每人每月', 'Each person a month')}
            unit={say('元', 'yuan')}
            inputMode="decimal"
            value={rate}
            onChange={setRate}
          />
          <DateField name="from" label={say('从哪天起', 'From')} value={from} onChange={setFrom} />
          <DateRangeField name="range" label={say('有效期', 'Validity')} value={range} onChange={setRange} />
          <SearchableSelectField
            name="division"
            label={say('哪个街道', 'Street')}
            optional
            value={division}
            options={divisions}
            onChange={setDivision}
            placeholder={say('输入名称、拼音或代码', 'Name, pinyin or code')}
          />
          <MultipleSelectField
            name="several"
            label={say('适用街道', 'Applies to')}
            values={several}
            options={divisions}
            onChange={setSeveral}
          />
          <FormEnd>
            <Button type="submit" look="primary">
              {say('试算', 'Try')}
            </Button>
            <Button>{say('放弃', 'Discard')}</Button>
          </FormEnd>
        </Form>
      </Card>
    </EditorPage>
  )
}
