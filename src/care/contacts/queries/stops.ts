import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { placeNames } from '../../../registry/divisions/index.ts'
import { fileOf, nameFor } from '../../../registry/families/index.ts'
import { type LineFilter, linesWhere } from './lines.ts'
import { wishOf } from './pieces.ts'

/** A stop of a route with its sealed fields; why the family is in the register is not among them. */
export interface SealedStop {
  line_id: Uuid
  family_id: Uuid
  file: string
  community_name: string | null
  street_name: string | null
  heads: string[]
  address_cipher: Buffer | null
  phones: { id: Uuid; phone_cipher: string }[]
  no_home_visit: boolean
  hours: 'morning' | 'afternoon' | 'evening' | null
}

/** The open lines of a round that somebody is to walk; families who wish no contact are on no route. At most 5,000. */
export async function listStops(tx: Tx, call: Call, filter: LineFilter): Promise<SealedStop[]> {
  const { rows } = await sql<SealedStop>`
    select l.id as line_id, f.id as family_id, ${fileOf('f')} as file, ${placeNames('l.community')}, f.heads, f.address_cipher,
      (select coalesce(json_agg(json_build_object('id', p.id, 'phone_cipher', encode(p.phone_cipher, 'base64')) order by p.birth_date, p.id), '[]')
        from person p where p.district = f.district and p.family_id = f.id and p.relation = 'parent' and p.died_on is null
          and p.member_to is null and p.phone_cipher is not null) as phones,
      coalesce(w.no_home_visit, false) as no_home_visit, w.hours
    from visit_line l join family f on f.district = l.district and f.id = l.family_id ${wishOf('f', call.today)}
    where ${linesWhere(call, { ...filter, open: true })} and not coalesce(w.no_contact, false)
    order by l.community, f.file_number limit 5000`.execute(tx)
  return rows.map((row) => ({ ...row, heads: row.heads.map((name) => nameFor(call.actor.role, name)) }))
}
