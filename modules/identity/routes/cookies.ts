import type { FastifyReply, FastifyRequest } from 'fastify'

const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' || headers['x-forwarded-proto']?.toString().split(',')[0]?.trim() === 'https'

/** A cookie that came by https never goes back by http. */
export function setCookies(request: FastifyRequest, reply: FastifyReply, cookies: readonly string[]): void {
  for (const cookie of cookies) reply.header('set-cookie', isHttps(request) ? `${cookie}; Secure` : cookie)
}
