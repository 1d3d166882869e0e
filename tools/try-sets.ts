import { readFileSync, readdirSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { buildGazetteer, createResolver, readTable, resolve, sentence } from '@xiangji/address'
import { addresses, chance, type Case, type Family } from '../bench/address-sets.ts'
const G=new URL('../packages/address/gazetteer/',import.meta.url)
const load=(n:string)=>readTable(brotliDecompressSync(readFileSync(new URL(n+'.txt.br',G))).toString())
const china=load('china')
const rows=new Map(china.places.map(p=>[p.code,p.name])); 
for(const f of readdirSync(G)) if(/^\d\d/.test(f)) for(const p of load(f.slice(0,2)).places) rows.set(p.code,p.name)
const codes=[...rows.keys()].filter(c=>c.length===12)
const family=process.argv[2] as Family, N=Number(process.argv[3]??2000), seed=Number(process.argv[4]??1), show=Number(process.argv[5]??15), only=process.argv[6]
let tot=0,ok=0,vn=0,vok=0,fn=0,fok=0,highWrong=0,open=0,openOk=0; const byKind:Record<string,[number,number]>={}; let shown=0
for(const county of ['532327','445281','360735','341181','440232']){
 const b=load(county.slice(0,2)); const g=buildGazetteer([...china.places,...b.places],china.former); const r=createResolver(g,county)
 const villages=codes.filter(c=>c.startsWith(county)).map(code=>({code,name:rows.get(code)!})).filter(v=>!v.name.includes('虚拟'))
 const towns=[...rows.keys()].filter(c=>c.length===9&&c.startsWith(county)).map(code=>({code,name:rows.get(code)!}))
 const cases=addresses(family,{country:{rows,codes},county,villages,towns,random:chance(seed*1000+Number(county))},N)
 for(const c of cases){const x=resolve(r,c.line); tot++
  const right=x.code===c.code
  if(right)ok++
  if(c.isForeign){fn++; if(x.code===null)fok++}
  else if(c.code===null){open++; if(x.code===null)openOk++}
  else if(c.namesVillage){vn++; if(right)vok++}
  const isWrong=x.code!==null&&x.code!==c.code
  if(isWrong&&x.confidence>=0.9)highWrong++
  for(const k of c.kind.split('+')){const e=byKind[k]??=[0,0]; e[0]++; if(right)e[1]++}
  if(c.isForeign&&x.code!==null||(isWrong&&x.confidence>=0.9)||!right&&shown<show&&(!only||c.kind.includes(only))){shown++;console.log(isWrong&&x.confidence>=0.9?'!!!':'',county,c.kind,'|',c.line,'| want',c.code,rows.get(c.code?.slice(0,9)??''),rows.get(c.code??''),'| got',x.code,x.confidence,sentence(x), x.pieces.map(p=>p.text+':'+p.how).join('|'))}
 }}
console.log({tot,acc:ok/tot,village:vok/vn,vn,foreign:fok/fn,fn,open,openOk,highWrong:highWrong/tot})
console.log(Object.entries(byKind).map(([k,[n,o]])=>`${k} ${o}/${n}`).join('  '))
