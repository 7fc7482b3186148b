import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { ButtonLink, ListPage } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { careRecordsWords } from '../words/index.ts'
import { FamilyTimeline, useTimeline } from './FamilyTimeline.tsx'

/** `/families/:family_id/acts`: everything that was done for one family; the file shows the newest. `district` for another than one's own. */
export function FamilyActsPage() {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const part = usePathPart('family_id')
  const may_log = useMay('care_records.log')
  const asked = Number(useUrlState().one('district'))
  const own = Math.floor((useSession().data?.active_post?.division ?? 0) / 1_000_000)
  const family_id = isUuid(part) ? part : ('' as Uuid)
  const district = asked > 0 ? asked : own
  const heads = useTimeline(family_id, district).first?.heads ?? []
  const here = `/families/${part}/acts`
  return (
    <ListPage
      header={{
        title: w('page.timeline'),
        sub: heads.join(locale === 'zh' ? '、' : ', ') || undefined,
        actions: (
          <>
            <ButtonLink href={`/families/${part}`}>{w('page.to_file')}</ButtonLink>
            {may_log ? (
              <ButtonLink href={`/families/${part}/log?back=${here}`} look="primary">
                {w('page.log')}
              </ButtonLink>
            ) : null}
          </>
        ),
      }}
    >
      <FamilyTimeline level={2} family_id={family_id} district={district} />
    </ListPage>
  )
}
