import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect } from 'react'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { aside } from '../../../ui/punctuation.ts'
import { providersQuery } from '../external.ts'
import { externalLinksQuery, type Provider } from './queries.ts'

/** Sign-in by WeChat or the office's own sign-in, linked to this account. `outcome`: what the way back brought. */
export function ExternalCard({ outcome }: { outcome: string | undefined }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const providers = useQuery(providersQuery).data ?? []
  const links = useQuery(externalLinksQuery).data ?? []
  useEffect(() => {
    if (outcome === 'linked') message.success(t('external.linked'))
    else if (outcome) message.error(tWord(`external.${outcome}`, t('external.failed')))
  }, [outcome, message])
  const link = useMutation({
    mutationFn: (provider: Provider) =>
      read(api.POST('/api/external/links/{provider}', { params: { path: { provider } } })),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => message.error(problemText(error)),
  })
  const unlink = useMutation({
    mutationFn: (provider: Provider) =>
      read(api.DELETE('/api/external/links/{provider}', { params: { path: { provider } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: externalLinksQuery.queryKey }),
    onError: (error) => message.error(problemText(error)),
  })
  if (providers.length === 0) return <p>{t('external.none')}</p>
  return (
    <ul className="profile-list">
      {providers.map(({ provider, name, isStandIn }) => {
        const present = links.find((known) => known.provider === provider)
        return (
          <li key={provider}>
            <div>
              <strong>{name}</strong>
              {isStandIn ? aside(t('external.standIn')) : null}
              <small>
                {present ? t('external.since', { since: moment(present.linkedAt) }) : t('external.notLinked')}
              </small>
            </div>
            {present ? (
              <Button size="small" danger loading={unlink.isPending} onClick={() => unlink.mutate(provider)}>
                {t('external.unlink')}
              </Button>
            ) : (
              <Button size="small" loading={link.isPending} onClick={() => link.mutate(provider)}>
                {t('external.link')}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
