import type { ExternalSettings } from '#modules/identity'
import { StartProblem } from '#platform/postgres'

/** What the environment says of sign-in by providers outside; half of a provider is a mistake and is said. */
export function externalFromEnv(env: NodeJS.ProcessEnv = process.env): ExternalSettings {
  const named = (names: readonly string[]): string[] | undefined => {
    const values = names.map((name) => env[name] ?? '')
    if (values.every((value) => value === '')) return undefined
    const missing = names.filter((_, i) => values[i] === '')
    if (missing.length === 0) return values
    throw new StartProblem('server.externalIncomplete', {
      zh: `外部登录缺少设置：${missing.join('、')}`,
      en: `The sign-in from outside lacks ${missing.join(', ')}`,
      mend: { zh: '补全这些环境变量，或全部去掉', en: 'Set them, or unset all of that provider' },
    })
  }
  const oidc = named(['XIANGJI_OIDC_ISSUER', 'XIANGJI_OIDC_CLIENT_ID', 'XIANGJI_OIDC_CLIENT_SECRET'])
  const wechat = named(['XIANGJI_WECHAT_APP_ID', 'XIANGJI_WECHAT_APP_SECRET'])
  if (!oidc && !wechat) return {}
  const [publicUrl = ''] = named(['XIANGJI_PUBLIC_URL']) ?? []
  if (!URL.canParse(publicUrl))
    throw new StartProblem('server.publicUrlMissing', {
      zh: '外部登录需要知道本系统的网址',
      en: 'The sign-in from outside needs to know the address of this installation',
      mend: {
        zh: '设置 XIANGJI_PUBLIC_URL，如 https://xj.example.gov.cn',
        en: 'Set XIANGJI_PUBLIC_URL, such as https://xj.example.gov.cn',
      },
    })
  const [issuer = '', clientId = '', clientSecret = ''] = oidc ?? []
  const [appId = '', appSecret = ''] = wechat ?? []
  return {
    publicUrl,
    ...(oidc ? { oidc: { issuer, clientId, clientSecret, name: env.XIANGJI_OIDC_NAME ?? 'OpenID Connect' } } : {}),
    ...(wechat ? { wechat: { appId, appSecret, name: '微信' } } : {}),
  }
}
