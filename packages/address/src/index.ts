/**
 * Chinese delivery addresses as people write them → division code down to the village, with confidence, the matched pieces and a
 * reason. No I/O: tables come as text.
 *
 *     const { places, former } = readTable(text)
 *     const resolver = createResolver(buildGazetteer(places, former), '532328')
 *     resolve(resolver, '云南楚雄元谋黄瓜园镇牛街村3组') // { code: '532328103211', confidence: 0.99, … }
 */
export {
  type Answer,
  type Candidate,
  type Language,
  type MatchedPiece,
  type Note,
  type Reason,
  sentence,
} from './answer.ts'
export { buildGazetteer, type Gazetteer, readTable } from './gazetteer.ts'
export { coreOf, levelOf, type OtherName, type Place } from './place.ts'
export { createResolver, type Resolver, resolve } from './resolve.ts'
