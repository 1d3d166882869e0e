import { LinkOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { type Publication, publicationsQuery } from '../queries.ts'
import { PublicationTable } from './PublicationTable.tsx'
import { PublishDrawer } from './PublishDrawer.tsx'
import { WithdrawDrawer } from './WithdrawDrawer.tsx'

/** What the county has made public, and what it took back. */
export function Publications() {
  const can = useCan()
  const asked = useQuery(publicationsQuery)
  const [isPublishing, setPublishing] = useState(false)
  const [withdrawing, setWithdrawing] = useState<Publication | null>(null)
  const mayPublish = can('disclosure.publish')
  return (
    <>
      <PageHeader
        title={t('publication.title')}
        about={
          <>
            {t('publication.about')}{' '}
            <a href="/" target="_blank" rel="noreferrer">
              <LinkOutlined aria-hidden /> {t('publication.public')}
            </a>
          </>
        }
        action={
          mayPublish ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setPublishing(true)}>
              {t('publication.publish')}
            </Button>
          ) : null
        }
      />
      <PublicationTable rows={asked} onWithdraw={mayPublish ? setWithdrawing : undefined} />
      <PublishDrawer isOpen={isPublishing} onClose={() => setPublishing(false)} />
      <WithdrawDrawer publication={withdrawing} onClose={() => setWithdrawing(null)} />
    </>
  )
}
