import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DomainError } from '#platform/errors'
import type { Files } from '#platform/files'

const Paper = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
})

/** Papers behind figures: sent once, named by id from then on. */
export const fileRoutes =
  (files: Files): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['file']
    app.post(
      '/api/files',
      { schema: { tags, consumes: ['multipart/form-data'], response: { 200: Paper } }, config: { can: 'file.put' } },
      async (request) => {
        const sent = request.isMultipart() ? await request.file() : undefined
        if (!sent) throw new DomainError('file.missing', { field: 'file' }, 400)
        const { id, name, mediaType, sizeBytes, sha256 } = await files.put(request.caller, {
          name: sent.filename,
          bytes: await sent.toBuffer(),
        })
        return { id, name, mediaType, sizeBytes, sha256 }
      },
    )
    app.get(
      '/api/files/:id',
      {
        schema: {
          tags,
          params: z.object({ id: z.uuid() }),
          response: { 200: z.any().meta({ type: 'string', format: 'binary' }) },
        },
        config: { can: 'file.read' },
      },
      async ({ caller, params }, reply) => {
        const { name, mediaType, bytes } = await files.load(caller, params.id)
        return reply
          .type(mediaType)
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .serializer((b) => b as unknown as string) // a Buffer goes out as it is
          .send(bytes)
      },
    )
  }
