import { connect } from 'node:net'

/** Looks for malware. @returns what was found, or null for nothing. @throws when it cannot tell */
export type Scanner = (bytes: Buffer) => Promise<string | null>

const CHUNK = 1 << 16
const TIMEOUT_MS = 30_000
const LONGEST_ANSWER = 4096

const sized = (chunk: Buffer): Buffer => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(chunk.length)
  return Buffer.concat([size, chunk])
}

/** ClamAV's daemon by its INSTREAM command (clamd(8)); `address` is `host:port` or the path of its socket. */
export function clamdScanner(address: string): Scanner {
  const [host = '', port = ''] = address.startsWith('/') ? [] : address.split(/:(?=\d+$)/)
  return (bytes) =>
    new Promise((resolve, reject) => {
      const socket = address.startsWith('/') ? connect(address) : connect(Number(port), host)
      let answer = ''
      const fail = (error: Error) => {
        socket.destroy()
        reject(error)
      }
      socket.setTimeout(TIMEOUT_MS, () => fail(new Error('clamd does not answer')))
      socket.on('error', fail)
      socket.on('data', (data: Buffer) => {
        answer += data.toString('utf8')
        if (answer.length > LONGEST_ANSWER) fail(new Error('clamd answers without end'))
      })
      socket.on('close', () => {
        const said = answer.replace(/\0/g, '').trim()
        const found = /^stream: (.+) FOUND$/.exec(said)?.[1]
        if (found) resolve(found)
        else if (said === 'stream: OK') resolve(null)
        else reject(new Error(`clamd says: ${said || 'nothing'}`))
      })
      socket.write('zINSTREAM\0')
      for (let at = 0; at < bytes.length; at += CHUNK) socket.write(sized(bytes.subarray(at, at + CHUNK)))
      socket.write(sized(Buffer.alloc(0)))
    })
}
