import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { AwsClient } from 'aws4fetch'

/** Where the bytes of papers lie, under their SHA-256 (hexadecimal). What `put` has answered for survives a crash. */
export type FileStore = {
  put: (sha256: string, bytes: Buffer) => Promise<void>
  /** Undefined when there is nothing under this hash. */
  get: (sha256: string) => Promise<Buffer | undefined>
}

export function folderStore(folder: string): FileStore {
  const placeOf = (sha256: string) => path.join(folder, sha256.slice(0, 2), sha256)
  return {
    async put(sha256, bytes) {
      const target = placeOf(sha256)
      await mkdir(path.dirname(target), { recursive: true })
      const part = `${target}.${randomUUID()}`
      const file = await open(part, 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, target)
    },
    get: (sha256) =>
      readFile(placeOf(sha256)).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }),
  }
}

/** `endpoint` without the bucket, e.g. `https://minio.county.gov.cn:9000`; addressed by path, as every S3-compatible store takes it. */
export type S3 = {
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  prefix: string
}

const S3_TIMEOUT_MS = 30_000

/** Amazon S3's REST protocol with signature version 4 (PutObject, GetObject). */
export function s3Store({ endpoint, bucket, prefix, ...credentials }: S3): FileStore {
  const client = new AwsClient({ ...credentials, service: 's3', retries: 3 })
  const urlOf = (sha256: string) => `${endpoint.replace(/\/$/, '')}/${bucket}/${prefix}${sha256.slice(0, 2)}/${sha256}`
  const ask = async (sha256: string, init: RequestInit): Promise<Response> => {
    const signal = AbortSignal.timeout(S3_TIMEOUT_MS)
    const response = await client.fetch(urlOf(sha256), { ...init, signal })
    if (response.ok || response.status === 404) return response
    throw new Error(`the object store answered ${init.method} with ${response.status}`)
  }
  return {
    async put(sha256, bytes) {
      // The store compares the bytes with this header itself: what arrives damaged is refused there.
      const headers = { 'x-amz-content-sha256': sha256 }
      const { status } = await ask(sha256, { method: 'PUT', headers, body: new Uint8Array(bytes) })
      if (status === 404) throw new Error(`the object store has no bucket ${bucket}`)
    },
    async get(sha256) {
      const response = await ask(sha256, { method: 'GET' })
      return response.status === 404 ? undefined : Buffer.from(await response.arrayBuffer())
    },
  }
}
