import { createApp } from './app.ts'

/** The contract as the routes themselves state it. */
export async function openApiOf(url: string): Promise<object> {
  const { app, close } = await createApp({
    url,
    filesFolder: '.data/files',
    secret: 'generation-only-'.repeat(3),
    log: false,
    county: '000000',
  })
  try {
    await app.ready()
    return app.swagger()
  } finally {
    await close()
  }
}
