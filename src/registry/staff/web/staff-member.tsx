import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Card,
  Chip,
  Dialog,
  FilePage,
  FileSkeleton,
  Form,
  FormEnd,
  InstantText,
  KeyValue,
  Lines,
  ProblemNotice,
  Reading,
  Stack,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import type { Problem } from '../../../web/problem.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { disableAccount, endPost, endStaffSessions, getStaffMember, grantPost, inviteAgain } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { no_post, PostFields, postOf } from './post-fields.tsx'
import { InvitationDialog, StateChip } from './staff-list.tsx'

type Member = ResponseOf<typeof getStaffMember>
type Post = Member['posts'][number]

/** `/staff/$account_id`: one account, its posts over time, and what may be done with it. */
export function StaffMemberPage() {
  const account_id = usePathPart('account_id')
  const member = useApi(getStaffMember, { params: { account_id: account_id as Member['account_id'] } })
  return (
    <Reading of={member} skeleton={<FileSkeleton />}>
      {(data) => <MemberFile member={data} />}
    </Reading>
  )
}

function MemberFile({ member }: { member: Member }) {
  const w = useWords(staffPageWords)
  const own = useSession().data?.account?.account_id
  const may = useMay('staff.manage') && own !== member.account_id
  return (
    <FilePage
      header={{
        title: member.display_name,
        crumbs: [{ title: w('staff'), href: '/staff' }],
        sub: <StateChip state={member.state} />,
      }}
      left={
        <Card>
          <KeyValue
            pairs={[
              { label: w('username'), value: member.username },
              { label: w('belongs'), value: member.division_name },
              { label: w('sessions_alive'), value: w('sessions_alive_count', { count: member.sessions_alive }) },
              ...(member.invitation_expires_at
                ? [{ label: w('invitation_open'), value: <InstantText at={member.invitation_expires_at} /> }]
                : []),
            ]}
          />
        </Card>
      }
      right={may ? <Acts member={member} /> : null}
    >
      <Posts member={member} may={may} />
    </FilePage>
  )
}

function useTerm() {
  const w = useWords(staffPageWords)
  return (post: Post) =>
    post.valid_to === null
      ? w('since', { date: post.valid_from })
      : w('until', { from: post.valid_from, to: post.valid_to })
}

function Posts({ member, may }: { member: Member; may: boolean }) {
  const w = useWords(staffPageWords)
  const today = useToday()
  const term = useTerm()
  const [ending, setEnding] = useState<Post>()
  const [granting, setGranting] = useState(false)
  const over = (post: Post) => post.valid_to !== null && post.valid_to <= today
  return (
    <Card
      flush
      title={w('history')}
      end={
        may && member.state !== 'disabled' ? <Button onClick={() => setGranting(true)}>{w('grant')}</Button> : undefined
      }
    >
      <Lines
        lines={member.posts.map((post) => ({
          id: post.post_id,
          name: `${post.division_name} ${post.title}`,
          state: over(post) ? <Chip>{w('past')}</Chip> : <Chip tone="done">{post.role_name}</Chip>,
          note: term(post),
          action: may && !over(post) ? <Button onClick={() => setEnding(post)}>{w('end_post')}</Button> : undefined,
        }))}
      />
      {ending ? <EndPostDialog member={member} post={ending} onClose={() => setEnding(undefined)} /> : null}
      {granting ? <GrantDialog member={member} onClose={() => setGranting(false)} /> : null}
    </Card>
  )
}

function EndPostDialog({ member, post, onClose }: { member: Member; post: Post; onClose: () => void }) {
  const w = useWords(staffPageWords)
  const end = useCommand(endPost, {
    done: () => {
      toast(w('post_over'))
      onClose()
    },
  })
  const send = () => void end.send({ params: { account_id: member.account_id, post_id: post.post_id } })
  return (
    <SureDialog
      title={w('end_post')}
      text={w('end_post_sure', { title: post.title })}
      act={{ send, pending: end.pending, problem: end.problem, reset: end.reset }}
      onClose={onClose}
    />
  )
}

interface Act {
  send: () => void
  pending: boolean
  problem: Problem | null
  reset: () => void
}

/** Says what will happen, then does it. */
function SureDialog({ title, text, act, onClose }: { title: string; text: string; act: Act; onClose: () => void }) {
  const shell = useShellWords()
  return (
    <>
      <Dialog title={title} onClose={onClose}>
        <Stack>
          <Sub>{text}</Sub>
          {act.problem ? <ProblemNotice problem={act.problem} /> : null}
          <FormEnd>
            <Button look="primary" busy={act.pending} onClick={act.send}>
              {title}
            </Button>
            <Button onClick={onClose}>{shell('cancel')}</Button>
          </FormEnd>
        </Stack>
      </Dialog>
    </>
  )
}

function GrantDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const w = useWords(staffPageWords)
  const shell = useShellWords()
  const [post, setPost] = useState(no_post)
  const grant = useCommand(grantPost, {
    done: () => {
      toast(w('granted'))
      onClose()
    },
  })
  const send = () => void grant.send({ params: { account_id: member.account_id }, body: postOf(post) })
  return (
    <>
      <Dialog title={w('grant')} onClose={onClose}>
        <Form onSubmit={send} problem={grant.problem} label={w('grant')}>
          <PostFields at="" draft={post} change={(part) => setPost((before) => ({ ...before, ...part }))} />
          <FormEnd>
            <Button type="submit" look="primary" busy={grant.pending}>
              {w('grant')}
            </Button>
            <Button onClick={onClose}>{shell('cancel')}</Button>
          </FormEnd>
        </Form>
      </Dialog>
    </>
  )
}

type Asked = 'disable' | 'invite_again' | 'end_sessions'

function Acts({ member }: { member: Member }) {
  const w = useWords(staffPageWords)
  const [asked, setAsked] = useState<Asked>()
  const [invited, setInvited] = useState<ResponseOf<typeof inviteAgain>>()
  const input = { params: { account_id: member.account_id } }
  const close = (text?: string) => {
    setAsked(undefined)
    if (text !== undefined) toast(text)
  }
  const disable = useCommand(disableAccount, { done: () => close(w('disabled')) })
  const out = useCommand(endStaffSessions, { done: () => close(w('session_ended')) })
  const invite = useCommand(inviteAgain, {
    done: (answer) => {
      close()
      setInvited(answer)
    },
  })
  const acts = { disable, invite_again: invite, end_sessions: out }
  const texts = { disable: w('disable_sure'), invite_again: w('invite_again_sure'), end_sessions: w('sessions_note') }
  const shown: Asked[] = [
    ...(member.sessions_alive > 0 ? (['end_sessions'] as const) : []),
    ...(member.persona ? [] : (['invite_again'] as const)),
    ...(member.state === 'disabled' ? [] : (['disable'] as const)),
  ]
  const act = asked ? acts[asked] : undefined
  return (
    <Card>
      <Stack>
        {shown.map((one) => (
          <Button key={one} wide onClick={() => setAsked(one)}>
            {w(one)}
          </Button>
        ))}
      </Stack>
      {asked && act ? (
        <SureDialog
          title={w(asked)}
          text={texts[asked]}
          act={{ ...act, send: () => void act.send(input) }}
          onClose={() => {
            act.reset()
            setAsked(undefined)
          }}
        />
      ) : null}
      {invited ? <InvitationDialog {...invited} onClose={() => setInvited(undefined)} /> : null}
    </Card>
  )
}
