import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { buildGazetteer, createResolver, readTable, resolve, sentence } from '@xiangji/address'
const G='/work/wt/address/packages/address/gazetteer/'
const t0=performance.now()
const load=(n:string)=>readTable(brotliDecompressSync(readFileSync(G+n+'.txt.br')).toString())
const county=process.argv[2]!
const a=load('china'),b=load(county.slice(0,2))
const t1=performance.now()
const g=buildGazetteer([...a.places,...b.places],a.former)
const t2=performance.now()
const r=createResolver(g,county)
console.error('read',t1-t0,'build',t2-t1,'resolver',performance.now()-t2,'mem',process.memoryUsage().rss/1e6, g.places.length)
for(const line of readFileSync(0,'utf8').split('\n').filter(Boolean)){const x=resolve(r,line);console.log(line,'\n   ',x.code,x.confidence,sentence(x),x.pieces.map(p=>p.text+':'+p.how).join('|'))}
