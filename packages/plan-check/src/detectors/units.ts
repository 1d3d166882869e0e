import type { Finding } from '../result.ts'
import { type Counted, clausesWith, finding, quotesOfClauses, quoteThing, type ReadContext } from './context.ts'

/** 人数 counts persons once, 人次 each time: a share of one over the other says nothing. */
function shareOfTimes(context: ReadContext): Finding[] {
  const { say } = context
  const shares = context.counted.filter((thing) => thing.unit === '%' && /人数|人员/.test(thing.clause.text))
  const pairs = shares.flatMap((share) => {
    const base = context.counted.findLast(
      (thing) =>
        thing.unit === '人次' &&
        thing.passage === share.passage &&
        thing.to <= share.from &&
        share.from - thing.to < 40,
    )
    return base === undefined ? [] : [share, base]
  })
  if (pairs.length === 0) return []
  return [
    finding('D-UNIT', 'warn', quotesOfThings(context, pairs), {
      title: say('占比的分子是人数，分母是人次', 'A share of persons over a number of attendances'),
      why: say(
        '一人听几次课算几个人次，比例可高可低',
        'Who attends three times counts three times: the share can be made high or low',
      ),
      decide: say('统一为人数或统一为人次', 'Count persons in both or attendances in both'),
    }),
  ]
}

function quotesOfThings(context: ReadContext, things: readonly Counted[]): Finding['quotes'] {
  return things.map((thing) => quoteThing(context, thing))
}

/** 人次 as a share of 人口: the same person can be counted often enough to reach any share. */
function timesOverPeople(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(context, /人次.{0,30}(?:人口|户|人数|人员).{0,12}%/)
  if (clauses.length === 0) return []
  return [
    finding('D-UNIT', 'warn', quotesOfClauses(context, clauses), {
      title: say('以人次比人口，单位不可比', 'Attendances over population: units that cannot be compared'),
      why: say('同一人多次参加即可达标', 'A few persons who come often reach the share'),
      decide: say('改为培训人数比人口，按身份证去重', 'Count persons once, by identity number'),
    }),
  ]
}

/** 培训人数 5000 人次 says persons and counts attendances. */
function personsInTimes(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(context, /人数.{0,8}\d[\d,]*\s*人次/)
  if (clauses.length === 0) return []
  return [
    finding('D-UNIT', 'warn', quotesOfClauses(context, clauses), {
      title: say('写的是“人数”，用的是“人次”', 'Says persons (人数) and counts attendances (人次)'),
      why: say(
        '人数按人去重，人次不去重，相差可达数倍',
        'Persons are counted once, attendances each time: they may differ several times over',
      ),
      decide: say('定一个口径；按人次的，另报去重人数', 'Settle one; where attendances count, report persons too'),
    }),
  ]
}

/** 服务企业/个人不少于6人; 企业带动就业6人 and 企业每家2人 count persons rightly. */
const FIRMS = /企业(?:\s*[/／、和或]\s*个人)?数?量?\s*(?:不少于|不低于|达到?|至少)?\s*\d+\s*(?:人(?!次)|名)/

/** Firms that are counted in persons. */
function firmsInPersons(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(context, FIRMS)
  if (clauses.length === 0) return []
  return [
    finding('D-UNIT', 'warn', quotesOfClauses(context, clauses), {
      title: say('企业以“人”计数', 'Firms counted in persons'),
      why: say('企业和个人混在一个数里，无法核对', 'Firms and persons in one number cannot be verified'),
      decide: say('分列企业几家、个人几人', 'State firms and persons apart'),
    }),
  ]
}

/** Units that cannot be compared or do not fit what they count. */
export function detectUnits(context: ReadContext): Finding[] {
  return [...shareOfTimes(context), ...timesOverPeople(context), ...personsInTimes(context), ...firmsInPersons(context)]
}
