import { useState } from 'react'
import {
  Ago,
  Button,
  ButtonLink,
  Card,
  CentredPage,
  ChoiceField,
  Chip,
  Cluster,
  Doors,
  Form,
  FormEnd,
  OneQuestionPage,
  ProblemNotice,
  Sub,
  TextField,
} from '../index.ts'
import { issue_problem, problem, useSay, useShownState } from './sample.ts'

type Kind = 'call' | 'meet' | 'message' | 'festival' | 'birthday' | 'missed'
type Mood = 'calm' | 'low' | 'unwell' | 'help'

function Whom() {
  const say = useSay()
  return (
    <Card>
      <Cluster spread>
        <div>
          <b>林** 王**</b>
          <Sub small>
            {say('任旗营社区 · 上次 ', 'Renqiying · last ')}
            <Ago date="2026-10-12" />
          </Sub>
        </div>
        <Chip tone="info">{say('宜电话', 'call first')}</Chip>
      </Cluster>
    </Card>
  )
}

export function LogSample() {
  const say = useSay()
  const state = useShownState()
  const [kind, setKind] = useState<Kind | ''>(state === 'error' ? '' : 'call')
  const [mood, setMood] = useState<Mood | ''>('calm')
  const [note, setNote] = useState(
    say('膝盖还疼，说女婿周末来。', 'Knee still hurts; son-in-law comes at the weekend.'),
  )
  return (
    <OneQuestionPage
      title={say('记一笔', 'Note')}
      back={{ href: '/today' }}
      beside={<Chip>{say('离线也能记', 'works offline')}</Chip>}
      end={
        <Button look="primary" wide>
          {say('记好了', 'Done')}
        </Button>
      }
    >
      <Whom />
      <Form onSubmit={() => undefined} problem={state === 'error' ? issue_problem : null} label={say('记一笔', 'Note')}>
        <ChoiceField<Kind>
          name="kind"
          label={say('怎么联系的', 'How')}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'call', label: say('电话', 'Call') },
            { value: 'meet', label: say('见面', 'Met') },
            { value: 'message', label: say('微信', 'Message') },
            { value: 'festival', label: say('节日看望', 'Festival') },
            { value: 'birthday', label: say('生日陪伴', 'Birthday') },
            { value: 'missed', label: say('没能联系上', 'Not reached') },
          ]}
        />
        <ChoiceField<Mood>
          name="mood"
          label={say('今天怎么样', 'How was today')}
          size="small"
          value={mood}
          onChange={setMood}
          options={[
            { value: 'calm', label: say('平稳', 'Calm') },
            { value: 'low', label: say('有些低落', 'Low') },
            { value: 'unwell', label: say('不舒服', 'Unwell') },
            { value: 'help', label: say('需要帮助', 'Needs help') },
          ]}
        />
        <TextField
          name="note"
          label={say('要记的话', 'Words to keep')}
          optional
          rows={3}
          value={note}
          onChange={setNote}
        />
      </Form>
    </OneQuestionPage>
  )
}

export function SignInSample() {
  const say = useSay()
  const state = useShownState()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  return (
    <CentredPage
      title={say('登录', 'Sign in')}
      lead={say('今天也辛苦了。', 'Good to see you.')}
      foot={say('盘龙区计划生育协会', 'Panlong District Association')}
    >
      <Card>
        <Form onSubmit={() => undefined} label={say('登录', 'Sign in')}>
          {state === 'error' ? <ProblemNotice problem={problem} /> : null}
          <TextField
            name="account"
            label={say('账号', 'Account')}
            autoComplete="username"
            value={name}
            onChange={setName}
          />
          <TextField
            name="password"
            type="password"
            label={say('密码', 'Password')}
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
          <FormEnd>
            <Button type="submit" look="primary" wide busy={state === 'loading'}>
              {say('登录', 'Sign in')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </CentredPage>
  )
}

export function FirstRunSample() {
  const say = useSay()
  return (
    <CentredPage
      title={say('欢迎使用暖心', 'Welcome to Nuanxin')}
      lead={say('这台机器上还没有资料。从哪里开始？', 'There is nothing on this machine yet. Where to begin?')}
      wide
    >
      <Doors
        doors={[
          {
            title: say('先看看演示区', 'Try the demonstration district'),
            text: say(
              '虚构的盘龙区：12 个街道、357 户、四年的日常，可以随便操作。约一分钟备好。',
              '12 streets, 357 families, four years of work, all invented.',
            ),
            action: (
              <Button look="primary" wide>
                {say('打开演示区', 'Open it')}
              </Button>
            ),
          },
          {
            title: say('建立我的协会', 'Set up my association'),
            text: say(
              '从本级协会和第一位管理员开始。需要终端里显示的一次性设置码。',
              'Begin with your association and its first administrator. You need the code shown in the terminal.',
            ),
            action: (
              <ButtonLink href="/set-up" wide>
                {say('开始建立', 'Begin')}
              </ButtonLink>
            ),
          },
        ]}
      />
    </CentredPage>
  )
}
