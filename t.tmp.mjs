import { startPeer, BIN, benchFile } from './bench/support/children.js';
import { spawn } from 'node:child_process';
import { quantile } from './bench/support/stats.js';
const server = startPeer('peers/turn-server.js'); const {url}=await server.first();
const w=server.ask({rounds:1500});
const bot=spawn(process.execPath,[...(process.argv[2]==='prof'?['--cpu-prof','--cpu-prof-dir=/tmp/prof']:[]),BIN,'play','rps','--url',url,'--sandbox','--no-limits','--quiet','--isolation','inline','--strategy',benchFile('strategies/rock.ts')],{env:{...process.env,BOTPIT_API_KEY:'bp_sk_bench_0123456789'},stdio:'inherit'});
await w; const s=await server.ask({rounds:8000}); console.log(quantile(s,.5),quantile(s,.9),quantile(s,.99)); bot.kill('SIGINT'); setTimeout(()=>{bot.kill('SIGINT');},200); setTimeout(()=>{server.stop();process.exit()},2000);
