import { webcrypto } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { onTestFinished } from 'vitest'

const portOf = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port // a TCP server listens on a port

/** A mail server as RFC 5321 has it, that keeps the letters it is given. `isBroken`: it refuses every one. */
export async function aMailServer() {
  const letters: string[] = []
  const state = { isBroken: false }
  const server = createServer((socket) => talk(socket, letters, state))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `smtp://127.0.0.1:${portOf(server)}`, letters, state }
}

function talk(socket: Socket, letters: string[], state: { isBroken: boolean }): void {
  let rest = ''
  let letter: string[] | undefined
  const say = (line: string) => socket.write(`${line}\r\n`)
  const hear = (line: string) => {
    if (letter) {
      if (line !== '.') return letter.push(line.replace(/^\.\./, '.'))
      letters.push(letter.join('\r\n'))
      letter = undefined
      return say('250 kept')
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') return say('250-here\r\n250 8BITMIME')
    if (verb === 'MAIL' && state.isBroken) return say('451 not now')
    if (verb === 'DATA') {
      letter = []
      return say('354 go on')
    }
    return say(verb === 'QUIT' ? '221 bye' : '250 ok')
  }
  say('220 here')
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
}

/** The sheet of a letter, from its base64 part. */
export function sheetOf(letter: string): string {
  const part = letter.split(/\r\n--/).find((one) => /filename=.*\.jsonl/.test(one)) ?? ''
  const body = part.split('\r\n\r\n')[1] ?? ''
  if (/content-transfer-encoding: base64/i.test(part))
    return Buffer.from(body.replaceAll(/\s/g, ''), 'base64').toString('utf8')
  return body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const SHA256 = '2.16.840.1.101.3.4.2.1'
const engine = new pkijs.CryptoEngine({ name: 'test', crypto: webcrypto as unknown as Crypto })
const EC = { name: 'ECDSA', namedCurve: 'P-256' }

type Lie = 'none' | 'otherNonce' | 'otherImprint' | 'refuses' | 'brokenSignature' | 'fails' | 'noPurpose'

/** A time stamp authority as RFC 3161 has it, with a certificate of its own; `lie` makes it a bad one. */
export async function aStampAuthority() {
  const state = { lie: 'none' as Lie }
  const maker = await authority()
  const server = createHttpServer((request, reply) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', async () => {
      if (state.lie === 'fails' || request.headers['content-type'] !== 'application/timestamp-query')
        return reply.writeHead(503).end()
      const answer = await maker.answer(Buffer.concat(parts), state.lie)
      return reply.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${portOf(server)}/`, pem: maker.pem, state }
}

type Issuer = { keys: CryptoKeyPair; cert: pkijs.Certificate; pem: string }

const extension = (extnID: string, value: { toBER: () => ArrayBuffer }) =>
  new pkijs.Extension({ extnID, critical: true, extnValue: value.toBER() })

/** A certificate by an issuer, or of a root by itself. */
async function certificate(name: string, extensions: pkijs.Extension[], issuer?: Issuer): Promise<Issuer> {
  const keys = (await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as CryptoKeyPair
  const cert = new pkijs.Certificate()
  cert.version = 2
  serial += 1
  cert.serialNumber = new asn1js.Integer({ value: serial })
  const called = () =>
    new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: name }) })
  cert.subject.typesAndValues.push(called())
  if (issuer) cert.issuer = issuer.cert.subject
  else cert.issuer.typesAndValues.push(called())
  cert.notBefore.value = new Date('2020-01-01')
  cert.notAfter.value = new Date('2045-01-01')
  cert.extensions = extensions
  await cert.subjectPublicKeyInfo.importKey(keys.publicKey, engine)
  await cert.sign((issuer?.keys ?? keys).privateKey, 'SHA-256', engine)
  const der = Buffer.from(cert.toSchema(true).toBER())
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  return { keys, cert: pkijs.Certificate.fromBER(Uint8Array.from(der).buffer), pem }
}
let serial = 0

async function authority() {
  const isAuthority = extension('2.5.29.19', new pkijs.BasicConstraints({ cA: true }).toSchema())
  const mayStamp = extension('2.5.29.37', new pkijs.ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.8'] }).toSchema())
  const root = await certificate(`Test root ${serial}`, [isAuthority])
  const good = await certificate('Test TSA', [mayStamp], root)
  const bare = await certificate('Test other', [], root)
  return {
    pem: root.pem,
    async answer(body: Buffer, lie: Lie): Promise<Buffer> {
      if (lie === 'refuses') {
        const status = new pkijs.PKIStatusInfo({ status: 2 })
        return Buffer.from(new pkijs.TimeStampResp({ status }).toSchema().toBER())
      }
      const { messageImprint, nonce } = pkijs.TimeStampReq.fromBER(Uint8Array.from(body).buffer)
      const { keys, cert } = lie === 'noPurpose' ? bare : good
      const imprint = Buffer.from(messageImprint.hashedMessage.valueBlock.valueHexView)
      if (lie === 'otherImprint') imprint[0] = (imprint[0] ?? 0) ^ 1
      const info = new pkijs.TSTInfo({
        version: 1,
        policy: '1.2.3.4',
        messageImprint: new pkijs.MessageImprint({
          hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA256 }),
          hashedMessage: new asn1js.OctetString({ valueHex: Uint8Array.from(imprint).buffer }),
        }),
        serialNumber: new asn1js.Integer({ value: 7 }),
        genTime: new Date('2026-05-01T00:00:00Z'),
        nonce: lie === 'otherNonce' ? new asn1js.Integer({ value: 9 }) : (nonce as asn1js.Integer),
      })
      const content = info.toSchema().toBER()
      const digest = await webcrypto.subtle.digest('SHA-256', content)
      const signed = new pkijs.SignedData({
        version: 3,
        encapContentInfo: new pkijs.EncapsulatedContentInfo({
          eContentType: '1.2.840.113549.1.9.16.1.4',
          eContent: new asn1js.OctetString({ valueHex: content }),
        }),
        signerInfos: [
          new pkijs.SignerInfo({
            version: 1,
            sid: new pkijs.IssuerAndSerialNumber({ issuer: cert.issuer, serialNumber: cert.serialNumber }),
            signedAttrs: new pkijs.SignedAndUnsignedAttributes({
              type: 0,
              attributes: [
                new pkijs.Attribute({
                  type: '1.2.840.113549.1.9.3',
                  values: [new asn1js.ObjectIdentifier({ value: '1.2.840.113549.1.9.16.1.4' })],
                }),
                new pkijs.Attribute({
                  type: '1.2.840.113549.1.9.4',
                  values: [new asn1js.OctetString({ valueHex: digest })],
                }),
              ],
            }),
          }),
        ],
        certificates: [cert],
      })
      // The engine that signs is asked for by the library itself.
      pkijs.setEngine('test', engine)
      await signed.sign(keys.privateKey, 0, 'SHA-256', undefined, engine)
      const [signer] = signed.signerInfos
      if (lie === 'brokenSignature' && signer) {
        const other = (await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as CryptoKeyPair
        await signed.sign(other.privateKey, 0, 'SHA-256', undefined, engine)
      }
      const token = new pkijs.ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) })
      const status = new pkijs.PKIStatusInfo({ status: 0 })
      return Buffer.from(new pkijs.TimeStampResp({ status, timeStampToken: token }).toSchema().toBER())
    },
  }
}
