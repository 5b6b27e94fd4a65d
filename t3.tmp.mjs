import { startPeer, BIN, benchFile } from './bench/support/children.js';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
const modes={ bare:[benchFile('peers/bare-bot.js')], inline:[BIN,'play','rps','--sandbox','--no-limits','--quiet','--isolation','inline','--strategy',benchFile('strategies/rock.ts'),'--url'] };
for (const m of ['bare','inline']) {
fs.rmSync('/tmp/prof',{recursive:true,force:true});
const server = startPeer('peers/turn-server.js'); const {url}=await server.first();
const w=server.ask({rounds:1500});
const src = m==='bare' ? `process.on('SIGUSR2',()=>process.exit(0));` : '';
const bot=spawn(process.execPath,['--cpu-prof','--cpu-prof-dir=/tmp/prof','--cpu-prof-interval','50','--import',`data:text/javascript,import inspector from 'node:inspector'; process.on('SIGUSR2',()=>process.exit(0));`,...modes[m],url],{env:{...process.env,BOTPIT_API_KEY:'bp_sk_bench_0123456789'},stdio:'inherit'});
await w; await server.ask({rounds:8000}); bot.kill('SIGUSR2'); await new Promise(r=>bot.on('exit',r)); server.stop();
for (const f of fs.readdirSync('/tmp/prof')) { const p=JSON.parse(fs.readFileSync('/tmp/prof/'+f)); const self=new Map(); const byId=new Map(p.nodes.map(n=>[n.id,n])); let tot=0,idle=0;
const dt=p.timeDeltas; const skip=p.endTime-p.startTime; let acc=0; for(let i=0;i<p.samples.length;i++){acc+=dt[i]; if (acc<700000) continue; const n=byId.get(p.samples[i]); const k=(n.callFrame.functionName||'anon')+' '+n.callFrame.url.split('/').slice(-2).join('/')+':'+n.callFrame.lineNumber; self.set(k,(self.get(k)||0)+dt[i]); tot+=dt[i]; if(k.startsWith('(idle)')) idle+=dt[i];}
console.log(m,'active ms',((tot-idle)/1000).toFixed(0),'of',(tot/1000).toFixed(0)); console.log([...self].sort((a,b)=>b[1]-a[1]).slice(0,30).map(([k,v])=>(v/1000).toFixed(1)+' '+k).join('\n')); }
}
process.exit();
