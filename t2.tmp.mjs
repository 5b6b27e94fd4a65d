import { startPeer, BIN, benchFile } from './bench/support/children.js';
import { spawn } from 'node:child_process';
import { quantile } from './bench/support/stats.js';
const modes={ bare:[benchFile('peers/bare-bot.js')], inline:[BIN,'play','rps','--sandbox','--no-limits','--quiet','--isolation','inline','--strategy',benchFile('strategies/rock.ts'),'--url'] };
for (let k=0;k<4;k++) for (const m of ['bare','inline']) {
const server = startPeer('peers/turn-server.js'); const {url}=await server.first();
const w=server.ask({rounds:5000});
const bot=spawn(process.execPath,[...modes[m],url],{env:{...process.env,BOTPIT_API_KEY:'bp_sk_bench_0123456789'},stdio:'inherit'});
await w; const s=await server.ask({rounds:20000}); console.log(m,quantile(s,.5).toFixed(0),quantile(s,.9).toFixed(0),quantile(s,.99).toFixed(0)); bot.kill('SIGKILL'); server.stop(); }
