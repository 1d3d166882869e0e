import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type County, counties, namesAbove, towns } from './gazetteer.test-data.ts'
import { coreOf, createResolver, resolve, sentence } from './index.ts'

const countyOf = (code: string) => counties.find((county) => county.code === code) as County // the five are there
const yongren = countyOf('532327')
const shicheng = countyOf('360735')
const find = (county: County, line: string) => {
  const { code, confidence, reason } = resolve(county.resolver, line)
  return { code, confidence, reason }
}
const aCounty = fc.constantFrom(...counties.map(({ code }) => code))
const aVillage = fc.constantFrom(...counties.flatMap(({ villages }) => villages.map(({ code }) => code)))

describe('what people write', () => {
  it.each([
    ['云南省楚雄彝族自治州永仁县永定镇大坝村民委员会3组', '532327101201'],
    ['云南楚雄永仁永定大坝', '532327101201'],
    ['永仁县大坝村', '532327101201'],
    ['楚雄州永仁县永兴乡迤资村委会', '532327204209'],
    ['雲南省永仁縣永定鎮麻栗樹村', '532327101204'],
    ['雲南省永仁縣永定鎮雲龍村民委員會', '532327101207'],
    ['永仁县-永定镇-云龙村 12号', '532327101207'],
    ['永仁县永定镇永仁县永定镇大坝村', '532327101201'],
    ['收件人：李云龙，电话：138-7777-6666，地址：永仁县猛虎镇格租（放驿站）', '532327203203'],
    ['永仁县永定镇大坝村云龙小组', '532327101201'],
    ['莲池村', '532327201201'],
    ['莲池乡', '532327201'],
    ['永仁县维的乡维的3组', '532327202206'],
  ])('%s', (line, code) => expect(find(yongren, line).code).toBe(code))

  it('one wrong character that sounds or looks alike is put right, and the answer says so', () => {
    for (const line of ['永仁县永定镇大把村', '永仁县宜久镇火把村', '永仁县猛虎乡么直地村', '永仁县永定镇麻粟树村']) {
      const answer = resolve(yongren.resolver, line)
      expect([answer.code?.length, answer.notes], line).toEqual([12, expect.arrayContaining(['corrected'])])
    }
  })

  it('a character written for one that a hand hardly tells from it is put right', () => {
    expect(find(countyOf('440232'), '乳源县大桥镇若口村').code).toBe('440232109208')
    expect(find(countyOf('341181'), '天长市金集镇斗墩村').code).toBe('341181106208')
    expect(find(yongren, '永仁县水兴乡那软村').code).toBe('532327204202')
  })

  it('spaces may stand anywhere, in a name without its form only where it is alone', () => {
    expect(find(countyOf('445281'), '揭 阳市普 宁 市 麒 麟堆 下村 委 会18 号').code).toBe('445281107218')
    expect(find(countyOf('445281'), '埔 光村 村民委员会15组').code).toBe('445281401204')
    expect(find(yongren, '莲池 乡 勐 莲97栋').code).toBe('532327201206')
    expect(find(yongren, '永仁县永定镇王大 坝先生').code).toBe('532327101')
  })

  it('what stands in brackets, or is a road with a number, is no form of the name before it', () => {
    expect(find(countyOf('341181'), '天长市大通镇大通（镇上自提）').code).toBe('341181103207')
    expect(find(shicheng, '石城县珠坑乡良溪国道旁').code).toBe('360735204206')
    expect(find(shicheng, '石城县珠坑乡良溪县道边').code).toBe('360735204206')
  })

  it('a row of the statistics without a committee is found by its whole name and by no less', () => {
    const ruyuan = countyOf('440232')
    expect(find(ruyuan, '乳源瑶族自治县天井山林场天井山林场虚拟生活区3组').code).toBe('440232450598')
    expect(find(ruyuan, '天井山林场3组').code).toBe('440232450')
  })

  it('a committee that the town does not have is the one with another character that it has', () => {
    const answer = resolve(shicheng.resolver, '石城县龙岗乡绿日村委会')
    expect([answer.code, answer.notes]).toEqual(['360735203203', ['corrected']])
    expect(answer.confidence).toBeLessThan(0.7)
    expect(find(shicheng, '龙岗乡绿日村委会').code).toBeNull()
  })

  it('without town and county no answer is as good as certain', () => {
    expect(resolve(shicheng.resolver, '江西赣州市东坑村3组').confidence).toBeLessThan(0.9)
  })

  it('numbers in names may be written with digits', () => {
    expect(find(countyOf('440232'), '乳源县16镇16村').code).toBe('440232103201')
    expect(find(countyOf('341181'), '天长市石梁镇18集社区').code).toBe('341181105002')
  })

  it('a former name leads to what the place is today', () => {
    expect(resolve(countyOf('341181').resolver, '天长县天长街道长亭村')).toMatchObject({
      code: '341181003200',
      notes: ['formerName'],
    })
  })

  it('a person of a place’s name is a person', () => {
    expect(find(yongren, '永仁县永定镇李云龙收').code).toBe('532327101')
    expect(find(yongren, '王中和 13888888888 永仁县永定镇大坝村').code).toBe('532327101201')
  })
})

describe('what is not decided', () => {
  it('of several villages of one name all are listed and none is given; the town decides', () => {
    const answer = resolve(shicheng.resolver, '石城县江背村')
    expect(answer.code).toBe('360735100207')
    const double = resolve(shicheng.resolver, '石城县小松镇小松')
    expect(double).toMatchObject({ code: null, reason: 'ambiguous' })
    expect(double.candidates.map(({ code }) => code)).toEqual(['360735101001', '360735101200'])
    expect(find(shicheng, '石城县小松镇小松社区').code).toBe('360735101001')
    expect(find(shicheng, '石城县小松镇小松村').code).toBe('360735101200')
  })

  it('a village in another town than the line says is asked about', () => {
    expect(resolve(yongren.resolver, '永仁县中和镇莲池村')).toMatchObject({ code: null, reason: 'contradiction' })
  })

  it.each([
    ['云南省楚雄州元谋县黄瓜园镇牛街村', '532328'],
    ['云南楚雄元谋黄瓜园', '532328'],
    ['黄瓜园镇牛街村', '532328'],
    ['四川省攀枝花市仁和区大田镇', '510411'],
    ['云南省昆明市五华区大坝村', '530102'],
    ['云南省楚雄市岔河村', '532301'],
    ['四川省眉山市仁寿县普宁街道', '511421'],
    // Short names in a row, each within the one before; the second is read across 江苏镇, 南新.
    ['江苏镇江丹徒辛丰黄墟村', '321112'],
    ['河南新乡延津魏邱中和村', '410726'],
    ['黑龙江绥化明水永兴镇永兴', '231225'],
    ['攀枝花仁和中和镇中和村', '510411'],
    ['云南楚雄楚雄鹿城镇大坝村', '532301'],
    ['大姚石羊镇中和村', '532326'],
  ])('%s is refused with the county that it seems to be in', (line, code) => {
    const answer = resolve(yongren.resolver, line)
    expect(answer).toMatchObject({ code: null, reason: 'elsewhere' })
    expect(answer.elsewhere.map((place) => place.code)).toContain(code)
    expect(sentence(answer)).toContain(code)
  })

  it('short names in a row that end in this county, or say its prefecture twice, refuse nothing', () => {
    expect(find(yongren, '云南楚雄楚雄永仁永定镇大坝村').code).toBe('532327101201')
    expect(find(yongren, '中国云南楚雄永定镇大坝村').code).toBe('532327101201')
    expect(find(yongren, '滇永仁中和镇中和村 江苏镇江丹徒代收').code).toBe('532327103201')
    expect(find(countyOf('445281'), '广东 揭阳 普宁市 城区 榕树埔村委会').code).toBe('445281114202')
  })

  it('a town misspelt into one elsewhere is ours where the village, and the province, say so', () => {
    for (const line of ['忠和镇波者地村3小组', '中国云南;忠和镇;波者地村'])
      expect(resolve(yongren.resolver, line)).toMatchObject({
        code: '532327103203',
        notes: expect.arrayContaining(['corrected']),
      })
    expect(find(countyOf('341181'), '仁和急镇 掌鼓 6社').code).toBe('341181108202')
  })

  it('a town elsewhere is not outweighed by one of ours without its form behind it', () => {
    expect(find(countyOf('341181'), '滁州市藕塘镇大杨村上寨15号')).toMatchObject({ code: null, reason: 'elsewhere' })
    expect(find(countyOf('440232'), '韶关市翁城镇群益村16组')).toMatchObject({ code: null, reason: 'elsewhere' })
    expect(find(countyOf('341181'), '滁州市杨村光华村').code).toBe('341181104204')
  })

  it('a county’s name that begins a longer one refuses nothing', () => {
    expect(find(countyOf('341181'), '樟树下组金埠村委会347栋').code).toBe('341181104207')
    expect(find(countyOf('445281'), '广东-大南山街道-樟树评村').code).toBe('445281007218')
  })

  it('what names nothing is unknown', () => {
    for (const line of ['', ' ', '张三 13888888888', '送货前打电话', '🙂', 'a'.repeat(2000), '村'.repeat(600)])
      expect(find(yongren, line).code, line).toBeNull()
  })
})

describe('laws', () => {
  it('the full name of every village leads to it, unless another has the same', () => {
    for (const county of counties)
      for (const village of county.villages) {
        const answer = resolve(county.resolver, namesAbove(village.code).join(''))
        const isOpen = answer.candidates.some(({ code }) => code === village.code)
        expect(answer.code ?? (isOpen ? village.code : 'nothing'), `${village.name} ${sentence(answer)}`).toBe(
          village.code,
        )
      }
  })

  it('an address of another county never leads into this one', () => {
    const elsewhere = fc.constantFrom(...towns.map(({ code }) => code))
    fc.assert(
      fc.property(aCounty, elsewhere, fc.constantFrom(0, 1, 2), (county, town, from) => {
        fc.pre(!town.startsWith(county))
        // The county is always named: a municipality has no prefecture between.
        const names = namesAbove(town)
        const line = names.slice(Math.min(from, names.length - 2)).join('')
        expect(find(countyOf(county), line).code, line).toBeNull()
      }),
      { numRuns: 1500 },
    )
  })

  it('a telephone number, a name or a remark never changes the answer', () => {
    const person = fc.tuple(
      fc.constantFrom(...'王李张刘陈杨赵黄周吴'),
      fc.constantFrom('伟', '秀英', '建国', '永平', '云龙', '国兴', '中和', '明'),
    )
    const added = fc.oneof(
      fc.constantFrom('（送货前打电话）', '【易碎】', '(放菜鸟驿站)', ' 不要放快递柜'),
      person.map(([surname, given]) => ` ${surname}${given} 13812345678`),
      fc.constant('，0878-6712345'),
    )
    const before = fc.oneof(
      fc.constant(''),
      person.map(([surname, given]) => `${surname}${given} 13812345678 `),
    )
    fc.assert(
      fc.property(aVillage, fc.nat(3), before, added, (village, from, head, tail) => {
        const county = countyOf(village.slice(0, 6))
        const line = namesAbove(village).slice(from).join('')
        const bare = resolve(county.resolver, line)
        const dressed = resolve(county.resolver, `${head}${line}${tail}`)
        expect(dressed.code, `${head}${line}${tail}`).toBe(bare.code)
      }),
      { numRuns: 1500 },
    )
  })

  it('an undecided name lists every village of the county that has it', () => {
    for (const { code, villages, resolver } of counties) {
      const committees = villages.filter(({ name }) => !/社区|居/.test(name))
      const byName = Map.groupBy(committees, ({ name }) => coreOf(name, 4))
      for (const [core, same] of [...byName].filter(([, all]) => all.length > 1)) {
        const answer = resolve(resolver, `${namesAbove(code).join('')}${core}村`)
        expect(answer.code, core).toBeNull()
        expect(answer.candidates.map((place) => place.code)).toEqual(
          expect.arrayContaining(same.map((place) => place.code)),
        )
      }
    }
  })

  it('any text is answered, and the pieces lie in it', () => {
    const words = fc.constantFrom(
      '永仁县',
      '永定镇',
      '大坝',
      '村',
      '（',
      '）',
      '12号',
      '云南',
      '𪨶',
      '１３８',
      '-',
      '138 0000 0000',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join('')),
        ),
        (line) => {
          const answer = resolve(yongren.resolver, line)
          for (const { start, end, text } of answer.pieces) expect(line.slice(start, end)).toBe(text)
          expect(answer.confidence).toBeGreaterThanOrEqual(0)
          expect(answer.confidence).toBeLessThan(1)
        },
      ),
    )
  })
})

it('a name learnt in the county leads to its place', () => {
  const { gazetteer } = yongren
  const learnt = createResolver(gazetteer, '532327', [{ name: '老街子', code: '532327101202', how: 'alias' }])
  expect(resolve(yongren.resolver, '永仁县永定镇老街子5号').code).toBe('532327101')
  expect(resolve(learnt, '永仁县永定镇老街子5号')).toMatchObject({ code: '532327101202', notes: ['alias'] })
})
