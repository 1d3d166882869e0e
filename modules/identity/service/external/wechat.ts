import { z } from 'zod'
import { IN_TIME_MS, type Port, type WechatSettings } from './settings.ts'

/** An error comes with status 200 and `errcode`. */
const Tokens = z.object({
  openid: z.string().min(1).optional(),
  unionid: z.string().min(1).optional(),
  errcode: z.number().optional(),
  errmsg: z.string().optional(),
})

/** 微信开放平台 · 网站应用微信登录: a QR code is scanned, the code buys the person's ids. It knows no PKCE; the state is bound to the browser. */
export function createWechat({
  appId,
  appSecret,
  openUrl = 'https://open.weixin.qq.com',
  apiUrl = 'https://api.weixin.qq.com',
}: WechatSettings): Port {
  return {
    async authorizeUrl({ state, redirectUri }) {
      // WeChat reads the parameters in this order.
      const query = new URLSearchParams({
        appid: appId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_login',
        state,
      })
      return `${openUrl}/connect/qrconnect?${query}#wechat_redirect`
    },

    async subjectOf(code) {
      const query = new URLSearchParams({ appid: appId, secret: appSecret, code, grant_type: 'authorization_code' })
      const answer = await fetch(`${apiUrl}/sns/oauth2/access_token?${query}`, {
        signal: AbortSignal.timeout(IN_TIME_MS),
        redirect: 'error',
      })
      const { openid, unionid, errcode, errmsg } = Tokens.parse(await answer.json())
      if (errcode) throw new Error(`WeChat answers ${errcode} ${errmsg ?? ''}`)
      // The union id is the same in all applications of one owner; the open id only in this one.
      const subject = unionid ?? openid
      if (!subject) throw new Error('WeChat names nobody')
      return subject
    },
  }
}
