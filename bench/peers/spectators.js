// Opens that many streams of an arena's page and reads what comes, as browsers do; tells when each has had its first event.
import { get } from 'node:http';

const [url, count] = process.argv.slice(2);
let ready = 0;
let bytes = 0;

for (let i = 0; i < Number(count); i += 1) {
  get(`${url}api/events`, { agent: false }, (response) => {
    response.once('data', () => {
      ready += 1;
      if (ready === Number(count)) process.send({ ready });
    });
    response.on('data', (chunk) => {
      bytes += chunk.length;
    });
    response.on('end', () => {
      throw new Error('the arena has ended the stream of a spectator');
    });
  });
}
process.on('message', () => process.send({ bytes }));
