/** A sign-in of somebody else's that is switched on here; `isStandIn` is said on screen. */
type Switched = { name: string; isStandIn?: boolean }

/** An OpenID Connect provider, found by its discovery document. */
export type OidcSettings = Switched & { issuer: string; clientId: string; clientSecret: string }

/** 微信开放平台网站应用. The two addresses differ from WeChat's own only for the stand-in. */
export type WechatSettings = Switched & { appId: string; appSecret: string; openUrl?: string; apiUrl?: string }

/** `publicUrl`: where browsers reach this installation; the providers send them back there and nowhere else. */
export type ExternalSettings = { publicUrl?: string; oidc?: OidcSettings; wechat?: WechatSettings }

export type Flow = { state: string; nonce: string; verifier: string; redirectUri: string }

/** A provider: where the browser is sent, and who somebody is there by the code that he comes back with. */
export type Port = {
  authorizeUrl: (flow: Flow & { challenge: string }) => Promise<string>
  subjectOf: (code: string, flow: Flow) => Promise<string>
}

/** An office's provider that hangs must not hang us. */
export const IN_TIME_MS = 10_000
