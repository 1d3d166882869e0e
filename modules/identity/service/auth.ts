import { betterAuth } from 'better-auth'
import { username } from 'better-auth/plugins'
import { createPool, type Pool } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import { normalise } from '../domain.ts'

const DAY_S = 86_400
/** A keeper's telephone must not ask for the password in the middle of the market; use renews it. */
const SESSION_S = 14 * DAY_S

export const COOKIE = 'xiangji.session_token'

/** better-auth keeps passwords and sessions; what an account may do is ours. It has no routes of its own. */
export function createAuth({ url, secret }: { url: string; secret: string }) {
  const pool: Pool = createPool(url, { searchPath: 'identity', max: 4 })
  const auth = betterAuth({
    database: pool,
    secret,
    // Never called by it: there is no catch-all route. Without one it guesses from the environment.
    baseURL: 'http://127.0.0.1',
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 1, maxPasswordLength: 128 },
    session: { expiresIn: SESSION_S, updateAge: DAY_S, cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: 'xiangji',
      // `Secure` is added where the request came by https (routes.ts): the name must not depend on it.
      useSecureCookies: false,
      database: { generateId: () => uuidv7() },
    },
    plugins: [
      username({
        displayUsername: false,
        minUsernameLength: 1,
        maxUsernameLength: 60,
        // Whoever may be looked up; what may be made is checked by the schema.
        usernameValidator: () => true,
        usernameNormalization: normalise,
      }),
    ],
  })
  return { auth, close: () => pool.end() }
}

export type Auth = ReturnType<typeof createAuth>['auth']
