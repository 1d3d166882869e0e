import { KIND } from './gazetteer.ts'
import { MARK } from './marks.ts'
import type { Level } from './place.ts'

/** How far a name counts for a place of a level, by what follows it; what is not listed rules the reading out. */
export const QUALITY = Object.freeze({
  /** The form is that of the level: 省, 市, 县, 镇, 村委会. */
  full: 1,
  /** No form: 元谋, 元马. */
  bare: 0.75,
  /** A village without form, where a town has the same name. */
  bareTwin: 0.4,
  /** 村 for a community or 社区 for a village. */
  otherForm: 0.85,
  /** 元马中学, 元谋县政府: the place gives its name to a house. */
  facility: 0.65,
  villageFacility: 0.4,
  /** 大坝3组: groups are parts of a village. */
  group: 0.85,
  cityOfPrefecture: 0.3,
  /** 大坝 of 大坝头村. */
  beginning: 0.7,
  /** 莲池村 where only a town is called 莲池. */
  townAsVillage: 0.25,
  /** In brackets people write remarks. */
  bracketed: 0.6,
  /** A name with a separator in it. */
  split: 0.8,
  /** With spaces in it: a typist's, or of a table that was copied. */
  spaced: 0.92,
  spacedBare: 0.6,
  former: 0.95,
  alias: 0.95,
})

function villageQuality(mark: number, kind: number): number {
  const isCommunity = (kind & KIND.community) !== 0
  if (mark & MARK.community) return isCommunity ? QUALITY.full : QUALITY.otherForm
  if (mark & MARK.village) return isCommunity ? QUALITY.otherForm : QUALITY.full
  if (mark === 0) return kind & (KIND.whole | KIND.village) ? 0.95 : QUALITY.bare
  return mark & MARK.facility ? QUALITY.villageFacility : 0
}

function townQuality(mark: number, kind: number): number {
  if (mark & MARK.town || (kind & KIND.whole && !(mark & MARK.road))) return QUALITY.full
  if (mark === 0) return QUALITY.bare
  if (mark & MARK.facility) return QUALITY.facility
  return mark & (MARK.village | MARK.community) ? QUALITY.townAsVillage : 0
}

function upperQuality(mark: number, { own, kind }: { own: number; kind: number }): number {
  if (mark & own || (kind & KIND.whole && mark === 0)) return QUALITY.full
  if (mark === 0) return QUALITY.bare
  return mark & MARK.facility ? QUALITY.facility : 0
}

const OWN: readonly number[] = [MARK.province, MARK.city, MARK.county]

/** How far a name with a mark behind it counts for a place of a level and kind. */
export function qualityOf(level: Level, mark: number, kind: number): number {
  if (level === 4) return villageQuality(mark, kind)
  if (level === 3) return townQuality(mark, kind)
  return upperQuality(mark, { own: OWN[level] as number, kind }) // levels 0 to 2
}
