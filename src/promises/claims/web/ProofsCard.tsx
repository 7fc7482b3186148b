import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Card,
  Cluster,
  FileField,
  Form,
  FormEnd,
  ProblemNotice,
  SelectField,
  Sub,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { addProof, removeProof, type showClaim } from '../contract/index.ts'
import { PROOF_KINDS, type ProofKind } from '../rules/index.ts'
import { useW } from './parts.tsx'

/** The proofs of a declaration; while it is written files may be added and taken away. */
export function ProofsCard({ claim }: { claim: ResponseOf<typeof showClaim> }) {
  const w = useW()
  const [kind, setKind] = useState<ProofKind>('id_card')
  const [file, setFile] = useState<File>()
  const [round, setRound] = useState(0)
  const params = { claim_id: claim.claim_id }
  const add = useCommand(addProof, {
    done: () => {
      setFile(undefined)
      setRound(round + 1)
    },
  })
  const remove = useCommand(removeProof)
  const edits = claim.may.includes('edit')
  return (
    <Card title={w('page.proofs')}>
      {claim.proofs.length === 0 ? <Sub>{w('page.no_proofs')}</Sub> : null}
      {remove.problem ? <ProblemNotice problem={remove.problem} /> : null}
      {claim.proofs.map((proof) => (
        <Cluster spread key={proof.proof_id}>
          <span>{w(`proof.${proof.kind}`)}</span>
          {edits ? (
            <Button
              look="quiet"
              busy={remove.pending}
              onClick={() => void remove.send({ params: { ...params, proof_id: proof.proof_id } })}
            >
              {w('page.remove')}
            </Button>
          ) : null}
        </Cluster>
      ))}
      {edits ? (
        <Form
          problem={add.problem}
          onSubmit={() => (file ? void add.send({ params, body: { kind }, file }) : undefined)}
          label={w('page.attach')}
        >
          <SelectField
            name="kind"
            label={w('page.proof_kind')}
            value={kind}
            options={PROOF_KINDS.map((value) => ({ value, label: w(`proof.${value}`) }))}
            onChange={(value) => setKind(value || kind)}
          />
          <FileField
            key={round}
            name="file"
            label={w('page.proof_file')}
            accept=".pdf,.jpg,.jpeg,.png"
            onChange={setFile}
          />
          <FormEnd>
            <Button type="submit" busy={add.pending} disabled={file === undefined}>
              {w('page.attach')}
            </Button>
          </FormEnd>
        </Form>
      ) : null}
    </Card>
  )
}
