import { readFileSync, readdirSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { buildGazetteer, createResolver, readTable, resolve } from '@xiangji/address'
import { addresses, chance } from '../bench/address-sets.ts'
const cpu=()=>{const u=process.cpuUsage();return (u.user+u.system)/1000}
const G=new URL('../packages/address/gazetteer/',import.meta.url)
const load=(n:string)=>readTable(brotliDecompressSync(readFileSync(new URL(n+'.txt.br',G))).toString())
const t0=cpu()
const china=load('china'), b=load('44'); const t1=cpu()
const g=buildGazetteer([...china.places,...b.places],china.former); const t2=cpu()
const r=createResolver(g,'445281'); const t3=cpu()
console.log('read',t1-t0,'build',t2-t1,'resolver',t3-t2)
const rows=new Map([...china.places,...b.places].map(p=>[p.code,p.name])); const codes=[...rows.keys()].filter(c=>c.length===12)
const county='445281'
const villages=codes.filter(c=>c.startsWith(county)).map(code=>({code,name:rows.get(code)!}))
const towns=[...rows.keys()].filter(c=>c.length===9&&c.startsWith(county)).map(code=>({code,name:rows.get(code)!}))
const lines=addresses('unseen',{country:{rows,codes},county,villages,towns,random:chance(5)},20000).map(c=>c.line)
for(let k=0;k<4;k++){const s=cpu(); let n=0; for(const l of lines) if(resolve(r,l).code)n++; console.log(Math.round(lines.length/(cpu()-s)*1000),'/s',n)}
