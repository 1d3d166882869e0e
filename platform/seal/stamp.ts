import { randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { digestOf } from './suite.ts'

/** RFC 3161: a time stamp authority signs that it saw a hash, and when. The imprint is SHA-256 of a seal's bytes, whatever the seal's own suite. */
const SHA256 = '2.16.840.1.101.3.4.2.1'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const GRANTED = [0, 1]

const engine = () => new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto }) // the same interface, declared twice

/** An octet string or integer that pkijs reads as it stands. */
const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

export type StampRequest = { body: Buffer; imprint: Buffer; nonce: Buffer }

export function stampRequest(bytes: Buffer): StampRequest {
  const imprint = digestOf('sha256-ed25519', bytes)
  const nonce = randomBytes(16)
  // Positive, and of one length in DER.
  nonce[0] = 0x40 | ((nonce[0] ?? 0) & 0x3f)
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA256 }),
      hashedMessage: new asn1js.OctetString({ valueHex: buffer(imprint) }),
    }),
    nonce: new asn1js.Integer({ valueHex: buffer(nonce) }),
    certReq: true,
  })
  return { body: Buffer.from(request.toSchema().toBER()), imprint, nonce }
}

export class StampProblem extends Error {
  override name = 'StampProblem'
}

/** The token of an authority's answer, after everything in it has been checked against what was asked. */
export async function readStamp(
  answer: Buffer,
  { bytes, asked, authorities }: { bytes: Buffer; asked: StampRequest; authorities: readonly string[] },
): Promise<Buffer> {
  const { status, timeStampToken } = pkijs.TimeStampResp.fromBER(buffer(answer))
  if (!GRANTED.includes(status.status) || !timeStampToken)
    throw new StampProblem(`the authority refused, status ${status.status}`)
  const token = Buffer.from(timeStampToken.toSchema().toBER())
  const { info } = open(token)
  const nonce = info.nonce && Buffer.from(info.nonce.valueBlock.valueHexView)
  if (!nonce?.equals(asked.nonce)) throw new StampProblem('the answer is to another request: its nonce differs')
  const why = await problemOf(token, bytes, authorities)
  if (why) throw new StampProblem(why)
  return token
}

function open(token: Buffer): { signed: pkijs.SignedData; info: pkijs.TSTInfo } {
  const signed = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(buffer(token)).content })
  const content = signed.encapContentInfo.eContent
  if (signed.encapContentInfo.eContentType !== TST_INFO || !content) throw new StampProblem('it is no time stamp')
  return { signed, info: pkijs.TSTInfo.fromBER(content.getValue()) }
}

const mayStamp = (certificate: pkijs.Certificate): boolean =>
  (certificate.extensions ?? []).some(
    ({ extnID, critical, parsedValue }) =>
      extnID === EXTENDED_KEY_USAGE &&
      critical &&
      (parsedValue as pkijs.ExtKeyUsage).keyPurposes.includes(TIME_STAMPING), // by its number
  )

/** What is wrong with a token as a stamp of these bytes; nothing if nothing is. */
async function problemOf(token: Buffer, bytes: Buffer, authorities: readonly string[]): Promise<string | undefined> {
  try {
    const { signed, info } = open(token)
    const { hashAlgorithm, hashedMessage } = info.messageImprint
    if (hashAlgorithm.algorithmId !== SHA256) return 'its imprint is of another hash'
    if (!Buffer.from(hashedMessage.valueBlock.valueHexView).equals(digestOf('sha256-ed25519', bytes)))
      return 'its imprint is of something else'
    const trustedCerts = authorities.map((pem) => pkijs.Certificate.fromBER(buffer(new X509Certificate(pem).raw)))
    const said = await signed.verify(
      { signer: 0, data: buffer(bytes), trustedCerts, checkChain: trustedCerts.length > 0, extendedMode: true },
      engine(),
    )
    if (!said.signatureVerified) return 'its signature does not hold'
    if (!said.signerCertificate || !mayStamp(said.signerCertificate)) return 'its signer is no time stamp authority'
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const isStampOf = async (token: Buffer, bytes: Buffer, authorities: readonly string[]): Promise<boolean> =>
  (await problemOf(token, bytes, authorities)) === undefined
